/** A token store in Amazon DynamoDB. */
module io.github.mondayauth.dynamodb {
  requires static transitive org.jspecify;
  requires transitive io.github.mondayauth.vault;
  requires transitive software.amazon.awssdk.services.dynamodb;
  requires software.amazon.awssdk.core;

  exports io.github.mondayauth.dynamodb;
}
