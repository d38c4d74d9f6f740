/**
 * Connects the library to AWS: Lambda behind API Gateway, DynamoDB, KMS, Secrets Manager and
 * Parameter Store.
 *
 * <p>Every dependency other than the core is optional, and is needed only by the classes that name
 * it.
 */
module io.github.mondayauth.aws {
  requires static transitive org.jspecify;
  requires transitive io.github.mondayauth;
  requires static transitive io.github.mondayauth.vault;
  requires static transitive io.github.mondayauth.oauth;
  requires static transitive aws.lambda.java.core;
  requires static transitive aws.lambda.java.events;
  requires static transitive software.amazon.awssdk.services.dynamodb;
  requires static transitive software.amazon.awssdk.services.kms;
  requires static transitive software.amazon.awssdk.services.secretsmanager;
  requires static transitive software.amazon.awssdk.services.ssm;
  requires static transitive software.amazon.awssdk.core;
  requires static transitive software.amazon.awssdk.awscore;
  requires static software.amazon.awssdk.auth;
  requires static software.amazon.awssdk.profiles;
  requires static software.amazon.awssdk.regions;
  requires static software.amazon.awssdk.utils;
  requires com.fasterxml.jackson.core;
  requires static software.amazon.awssdk.http;
  requires static software.amazon.awssdk.http.urlconnection;

  exports io.github.mondayauth.aws;
}
