import Hardware
import Simulation

extension SpecificationReading {
  /// Which links a server has by its topology.
  enum Shape {
    case boards
    case star
    case graph

    /// The kinds that must be there, in their order.
    var kinds: [String] {
      switch self {
      case .boards: [LinkKinds.device, LinkKinds.boardUplink, LinkKinds.uplink]
      case .star: [LinkKinds.device, LinkKinds.uplink]
      case .graph: [LinkKinds.uplink]
      }
    }
  }

  /// The links of a server, each kind once.
  ///
  /// - Parameter written: Its topology; nil when that could not be read, and any kind is taken.
  func links(_ value: Value, of shape: Shape, _ written: WrittenTopology?) -> LinkKinds? {
    guard var fields = Fields(value) else { return nil }
    let further = shape == .graph ? fields.keys.filter { !shape.kinds.contains($0) } : []
    var kinds = LinkKinds()
    for name in shape.kinds + further {
      kinds[name] = fields.required(name) { link($0, base: nil, isOverride: false) }
    }
    fields.finish()
    if let written { reportUnused(fields, by: written, known: kinds) }
    return kinds.names.count == shape.kinds.count + further.count ? kinds : nil
  }

  /// The links `base` with the keys that are written; `base` is nil when it could not be read.
  ///
  /// - Parameter written: The topology of the scenario file, nil if it changes none. A graph may
  ///   have kinds of links of its own; those of other topologies are fixed.
  /// - Returns: Nil, reported, if a link could not be read that has no base.
  func links(
    _ value: Value, overriding base: LinkKinds?, for written: WrittenTopology?
  ) -> LinkKinds? {
    guard var fields = Fields(value) else { return base }
    var links = base ?? LinkKinds()
    var isWhole = true
    let isOpen = base == nil || written?.shape == .graph
    for name in isOpen ? fields.keys : written?.shape.kinds ?? links.names {
      let isOverride = base == nil || links[name] != nil
      fields.ifPresent(name) { value in
        links[name] = link(value, base: links[name], isOverride: isOverride) ?? links[name]
      }
      isWhole = isWhole && (links[name] != nil || !fields.has(name))
    }
    fields.finish()
    guard base != nil, isWhole else { return nil }
    if let written { reportUnused(fields, by: written, known: links) }
    return links
  }

  /// Reports kinds of links that a graph does not use, unless it names some that are not there.
  private func reportUnused(_ fields: Fields, by written: WrittenTopology, known: LinkKinds) {
    guard written.shape == .graph, written.linkNames.allSatisfy({ known[$0.kind] != nil }) else {
      return
    }
    let used = Set(written.linkNames.map(\.kind) + written.shape.kinds)
    for name in fields.keys where !used.contains(name) {
      findings.report(.unusedLink(name.shortened), at: fields.keyPlace(name))
    }
  }

  private func link(
    _ value: Value, base: LinkSpecification?, isOverride: Bool
  ) -> LinkSpecification? {
    guard var fields = Fields(value) else { return nil }
    let rate = number("rate", in: &fields, base: base?.rate, isOverride: isOverride) {
      $0.quantity(.dataRate)
    }
    let goodput = number("goodput", in: &fields, base: base?.goodput, isOverride: isOverride) {
      $0.fraction(.efficiency)
    }
    let latency = number("latency", in: &fields, base: base?.latency, isOverride: isOverride) {
      $0.quantity(.delay)
    }
    let energy = number("energy", in: &fields, base: base?.energy, isOverride: isOverride) {
      $0.quantity(.energyPerBit)
    }
    // It may be missing, and is then an assumption, not a silent zero.
    let idlePower =
      if let base {
        number("idle-power", in: &fields, base: base.idlePower, isOverride: true) {
          $0.quantity(.power)
        }
      } else {
        fields.optional("idle-power", absent: LinkSpecification.unstatedIdlePower) { value in
          sourced(value) { $0.quantity(.power) }
        }
      }
    fields.finish()
    guard let rate, let goodput, let latency, let energy, let idlePower else { return nil }
    return LinkSpecification(
      rate: rate, goodput: goodput, latency: latency, energy: energy, idlePower: idlePower)
  }
}
