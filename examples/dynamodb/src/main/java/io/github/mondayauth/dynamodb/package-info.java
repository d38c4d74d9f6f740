/**
 * A token store in Amazon DynamoDB: {@link io.github.mondayauth.dynamodb.DynamoDbTokenStore} is all
 * there is.
 */
@NullMarked
package io.github.mondayauth.dynamodb;

import org.jspecify.annotations.NullMarked;
