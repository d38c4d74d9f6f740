/**
 * The library on AWS.
 *
 * <p>Behind API Gateway or a function URL, a function extends {@link
 * io.github.mondayauth.aws.HttpApiHandler} or {@link io.github.mondayauth.aws.RestApiHandler}. Both
 * convert the event to a {@link io.github.mondayauth.aws.LambdaRequest}, which has what the
 * verifiers and {@code Connections} need, and convert a {@code Reply} to the response. {@link
 * io.github.mondayauth.aws.DynamoDbTokenStore} keeps credentials in DynamoDB, {@link
 * io.github.mondayauth.aws.KmsKeyRing} uses key-encryption keys in KMS, and {@link
 * io.github.mondayauth.aws.AwsSecret} reads the app's secrets. {@link
 * io.github.mondayauth.aws.LambdaClients} builds SDK clients for a function. Each class needs only
 * the SDK modules that its methods name.
 */
@NullMarked
package io.github.mondayauth.aws;

import org.jspecify.annotations.NullMarked;
