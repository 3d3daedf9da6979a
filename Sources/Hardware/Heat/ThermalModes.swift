import Foundation
import Numerics

extension ThermalChain {
  /// Conductances between the nodes and to the air, scaled by the roots of the capacities.
  ///
  /// With x = sqrt(C) T the equations C dT/dt = -G T + q become dx/dt = -A x + ..., with
  /// A = C^(-1/2) G C^(-1/2) symmetric, so its eigenvalues are real and its vectors orthogonal. They
  /// are also distinct, as neighbours are coupled.
  func eigensystem() throws -> SymmetricEigensystem {
    let count = nodes.count
    var matrix = [Double](repeating: 0, count: count * count)
    for (index, node) in nodes.enumerated() {
      let conductance = 1 / node.resistance
      matrix[index * count + index] += conductance / node.capacity
      if index + 1 < count {
        let next = nodes[index + 1]
        matrix[(index + 1) * count + index + 1] += conductance / next.capacity
        let between = -conductance / (node.capacity * next.capacity).squareRoot()
        matrix[index * count + index + 1] = between
        matrix[(index + 1) * count + index] = between
      }
    }
    return try SymmetricEigensystem(of: matrix)
  }
}

/// A thermal chain by its modes, in which it has a closed form.
///
/// Mode k has the amplitude y_k = sum over nodes of V_k[i] sqrt(C_i) T_i, which under constant heat
/// and air runs towards its target as exp(-rate_k t). Everything is stored in place, so evaluating
/// a temperature takes a few exponentials and no memory.
struct ThermalModes: Sendable {
  /// How many modes there are; lanes beyond are zero, with rate 1.
  let count: Int
  /// In 1/s, ascending.
  let rates: SIMD4<Double>
  private let inverseRates: SIMD4<Double>
  /// V_k[i] / sqrt(C_i): a node's temperature per amplitude, and the amplitudes' drive per watt.
  private let shape0: SIMD4<Double>
  private let shape1: SIMD4<Double>
  private let shape2: SIMD4<Double>
  private let capacities: SIMD4<Double>
  /// The drive of the amplitudes per kelvin of the air.
  private let airDrive: SIMD4<Double>

  init(of chain: ThermalChain) throws {
    let system = try chain.eigensystem()
    count = chain.nodes.count
    var rates = SIMD4<Double>(repeating: 1)
    var shapes = [SIMD4<Double>](repeating: .zero, count: ThermalChain.longest)
    var capacities = SIMD4<Double>.zero
    for (index, node) in chain.nodes.enumerated() {
      capacities[index] = node.capacity
      rates[index] = system.values[index]
      for (mode, vector) in system.vectors.enumerated() {
        shapes[index][mode] = vector[index] / node.capacity.squareRoot()
      }
    }
    self.rates = rates
    inverseRates = 1 / rates
    self.capacities = capacities
    (shape0, shape1, shape2) = (shapes[0], shapes[1], shapes[2])
    airDrive = shapes[count - 1] / chain.airResistance
  }

  /// The temperature of a node per amplitude.
  @inline(__always)
  func shape(of node: Int) -> SIMD4<Double> {
    node == 0 ? shape0 : node == 1 ? shape1 : shape2
  }

  /// Where the amplitudes run to under constant heat and air.
  @inline(__always)
  func target(heat: SIMD4<Double>, air: Double) -> SIMD4<Double> {
    var drive: SIMD4<Double> = airDrive * air
    drive += shape0 * heat[0]
    drive += shape1 * heat[1]
    drive += shape2 * heat[2]
    return drive * inverseRates
  }

  /// What is left of the amplitudes' distances to their targets after a time.
  @inline(__always)
  func decay(over seconds: Double) -> SIMD4<Double> {
    var left = SIMD4<Double>.zero
    left[0] = exp(-rates[0] * seconds)
    if count > 1 { left[1] = exp(-rates[1] * seconds) }
    if count > 2 { left[2] = exp(-rates[2] * seconds) }
    return left
  }

  /// The amplitudes of given temperatures.
  func amplitudes(of temperatures: SIMD4<Double>) -> SIMD4<Double> {
    let weighted = temperatures * capacities
    var amplitudes: SIMD4<Double> = shape0 * weighted[0]
    amplitudes += shape1 * weighted[1]
    amplitudes += shape2 * weighted[2]
    return amplitudes
  }

  /// The temperatures of given amplitudes.
  func temperatures(of amplitudes: SIMD4<Double>) -> SIMD4<Double> {
    SIMD4(
      (shape0 * amplitudes).sum(), (shape1 * amplitudes).sum(), (shape2 * amplitudes).sum(), 0)
  }
}
