/** What the tests of every provider share: the contract suite and, below, the runner of recorded traffic. */
@NullMarked
package dev.weir.testkit;

import org.jspecify.annotations.NullMarked;
