package io.github.mondayauth.examples.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Checks a page for accessibility (WCAG 2.2 AA, the criteria that a script can check). */
final class Accessibility {
  /** The script that defines {@code axe}, with many more rules than {@link #PROBLEMS}. */
  static final String AXE = resource("/axe.min.js");

  /** A script that returns the page's problems as a list of strings. */
  static final String PROBLEMS =
      """
      const problems = [];
      const expect = (isValid, problem) => { if (!isValid) problems.push(problem); };
      const root = document.documentElement;
      expect(root.lang, 'the page has no language');
      expect(document.title.trim(), 'the page has no title');
      expect(document.querySelectorAll('h1').length === 1, 'expected exactly one h1');
      expect(document.querySelectorAll('main').length === 1, 'expected exactly one main');
      expect(root.scrollWidth <= innerWidth, 'wider than the window: ' + root.scrollWidth);
      for (const field of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
        expect(field.labels.length > 0, 'field without label: ' + field.name);
        const hint = field.getAttribute('aria-describedby');
        expect(!hint || hint.split(' ').every(id => document.getElementById(id)), 'aria-describedby without target: ' + hint);
      }
      const numbers = color => {
        const n = color.match(/[\\d.]+/g).map(Number);
        return n.length === 3 ? [...n, 1] : n;
      };
      const over = (front, back, alpha) => [0, 1, 2].map(i => front[i] * alpha + back[i] * (1 - alpha));
      const luminance = color => {
        const [r, g, b] = color.map(c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b;
      };
      const ratio = (a, b) => {
        const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
        return (high + .05) / (low + .05);
      };
      const ground = element => {
        for (let e = element; e; e = e.parentElement) {
          const color = numbers(getComputedStyle(e).backgroundColor);
          if (color[3] > 0) return color;
        }
        return matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255];
      };
      for (const e of document.querySelectorAll('body *')) {
        const text = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
        if (!text || !e.getClientRects().length) continue;
        let opacity = 1;
        for (let p = e; p; p = p.parentElement) opacity *= getComputedStyle(p).opacity;
        const back = ground(e), front = numbers(getComputedStyle(e).color);
        const found = ratio(over(front, back, front[3] * opacity), back.slice(0, 3));
        expect(found >= 4.5, 'contrast ' + found.toFixed(1) + ': ' + e.textContent.trim().slice(0, 30));
      }
      for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden])')) {
        if (!e.checkVisibility()) continue;
        e.focus({focusVisible: true});
        const style = getComputedStyle(e);
        const isVisible = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
        expect(document.activeElement === e && isVisible, 'no visible focus: ' + e.textContent);
        const found = ratio(numbers(style.outlineColor).slice(0, 3), ground(e.parentElement).slice(0, 3));
        expect(found >= 3, 'focus contrast ' + found.toFixed(1) + ': ' + e.textContent);
        e.blur();
      }
      return [...new Set(problems)];
      """;

  private Accessibility() {}

  private static String resource(String name) {
    try (InputStream in = Accessibility.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("expected " + name + " on the class path, found none");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
