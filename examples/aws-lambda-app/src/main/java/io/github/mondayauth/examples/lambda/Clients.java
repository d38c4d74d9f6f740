package io.github.mondayauth.examples.lambda;

import io.github.mondayauth.aws.LambdaClients;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The clients of AWS services, which tests replace. */
interface Clients {
  default DynamoDbClient dynamoDb() {
    return LambdaClients.build(DynamoDbClient.builder());
  }

  default KmsClient kms() {
    return LambdaClients.build(KmsClient.builder());
  }

  default SecretsManagerClient secretsManager() {
    return LambdaClients.build(SecretsManagerClient.builder());
  }
}
