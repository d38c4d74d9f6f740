package io.github.mondayauth.aws;

import static io.github.mondayauth.aws.DynamoDbItems.PK;
import static io.github.mondayauth.aws.DynamoDbItems.PURGE_AFTER;
import static io.github.mondayauth.aws.DynamoDbItems.PURGE_INDEX;
import static io.github.mondayauth.aws.DynamoDbItems.PURGE_SHARD;
import static io.github.mondayauth.aws.DynamoDbItems.SK;

import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The keys, billing and index of the table. */
final class DynamoDbTable {
  private DynamoDbTable() {}

  static void create(DynamoDbClient client, String name) {
    client.createTable(
        CreateTableRequest.builder()
            .tableName(name)
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .attributeDefinitions(
                attribute(PK, ScalarAttributeType.B),
                attribute(SK, ScalarAttributeType.B),
                attribute(PURGE_SHARD, ScalarAttributeType.N),
                attribute(PURGE_AFTER, ScalarAttributeType.N))
            .keySchema(key(PK, SK))
            .globalSecondaryIndexes(
                GlobalSecondaryIndex.builder()
                    .indexName(PURGE_INDEX)
                    .keySchema(key(PURGE_SHARD, PURGE_AFTER))
                    .projection(p -> p.projectionType(ProjectionType.KEYS_ONLY))
                    .build())
            .build());
    client.waiter().waitUntilTableExists(r -> r.tableName(name));
  }

  private static AttributeDefinition attribute(String name, ScalarAttributeType type) {
    return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
  }

  private static List<KeySchemaElement> key(String hash, String range) {
    return List.of(
        KeySchemaElement.builder().attributeName(hash).keyType(KeyType.HASH).build(),
        KeySchemaElement.builder().attributeName(range).keyType(KeyType.RANGE).build());
  }
}
