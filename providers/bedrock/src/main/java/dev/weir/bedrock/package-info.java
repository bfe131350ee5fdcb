/** Amazon Bedrock: Converse, streamed and not, and embeddings; signed with AWS's own signer. */
@NullMarked
package dev.weir.bedrock;

import org.jspecify.annotations.NullMarked;
