/**
 * A token store in Amazon DynamoDB. {@link io.github.mondayauth.dynamodb.DynamoDbTokenStore} is the
 * only public class.
 */
@NullMarked
package io.github.mondayauth.dynamodb;

import org.jspecify.annotations.NullMarked;
