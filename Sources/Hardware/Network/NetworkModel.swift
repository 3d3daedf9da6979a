/// How messages share links.
public enum NetworkModel: String, CaseIterable, Codable, Sendable {
  /// Flows that share links max-min fairly, as TCP does in the long run: `FluidNetwork`.
  case fluid
  /// Whole messages that cross link after link and wait in line at each: `StoreAndForwardNetwork`.
  case storeAndForward = "store-and-forward"
}
