import Testing

@testable import Strategies

/// How much a merge trusts what was trained in FP32.
struct ConfidenceTests {
  @Test("equal logits weigh by samples; the less alike they are, the less INT8 counts")
  func alpha() {
    #expect(Confidence.alpha(integerShare: 0.75, similarity: 1) == 0.25)
    #expect(Confidence.alpha(integerShare: 0.75, similarity: 0.5) == 0.625)
    // Nothing in INT8, and all of it.
    #expect(Confidence.alpha(integerShare: 0, similarity: 0.9) == 1)
    #expect(Confidence.alpha(integerShare: 1, similarity: 1) == 0)
    // Logits that contradict each other, and a mean of cosines that rounding put above one.
    #expect(Confidence.alpha(integerShare: 1, similarity: -0.5) == 1)
    #expect(Confidence.alpha(integerShare: 1, similarity: 1.000001) == 0)
  }
}
