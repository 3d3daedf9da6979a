import Foundation
import Numerics
import Testing

@Suite("Numerics: what the library computes, against closed forms")
struct NumericsTests {
  @Test func aRootIsFoundToItsTolerance() throws {
    let root = try Root.between(0, 3, tolerance: 1e-12, of: "cos x = 0") { cos($0) }
    #expect(abs(root - .pi / 2) < 1e-11)
  }

  @Test func aRootWithoutABracketIsAnErrorThatNamesItsTask() {
    #expect(throws: NumericalFailure.self) {
      try Root.between(0, 1, tolerance: 1e-12, of: "x^2 + 1 = 0") { $0 * $0 + 1 }
    }
  }

  @Test func anIntegralAgreesWithItsAntiderivative() throws {
    let value = try Integral.from(0, to: 2, of: "exp") { exp($0) }
    #expect(abs(value - (exp(2) - 1)) < 1e-9)
  }

  @Test func aSymmetricMatrixIsRebuiltFromItsEigensystem() throws {
    let matrix = [4.0, 1, 2, 1, 3, 0, 2, 0, 5]
    let system = try SymmetricEigensystem(of: matrix)
    for row in 0..<3 {
      for column in 0..<3 {
        let sum = (0..<3).reduce(0.0) {
          $0 + system.values[$1] * system.vectors[$1][row] * system.vectors[$1][column]
        }
        #expect(abs(sum - matrix[row * 3 + column]) < 1e-12)
      }
    }
    #expect(system.values == system.values.sorted())
  }

  @Test func anOscillatorReturnsAfterAPeriod() throws {
    let end = try DifferentialEquation.solve(from: 0, to: 2 * .pi, state: [1, 0]) { _, y, f in
      f[0] = y[1]
      f[1] = -y[0]
    }
    #expect(abs(end[0] - 1) < 1e-7 && abs(end[1]) < 1e-7)
  }

  @Test func aFitFindsTheParametersThatMadeTheData() throws {
    let x = (0..<40).map { Double($0) * 0.1 }
    let y = x.map { 5 * exp(-1.5 * $0) + 1 }
    let fit = try LeastSquares(from: [1, 1, 0], count: x.count, of: "decay") { p, r in
      for index in x.indices { r[index] = p[0] * exp(-p[1] * x[index]) + p[2] - y[index] }
    }
    #expect(fit.converged)
    for (found, expected) in zip(fit.parameters, [5, 1.5, 1]) {
      #expect(abs(found - expected) < 1e-6)
    }
  }

  @Test func aGrossOutlierDoesNotDecideASoftenedFit() throws {
    var y = (0..<21).map { 2 * Double($0) }
    y[10] = 1000
    func slope(_ soften: @escaping (Double) -> Double) throws -> Double {
      try LeastSquares(from: [1], count: y.count, of: "line") { [y] p, r in
        for index in y.indices { r[index] = soften(p[0] * Double(index) - y[index]) }
      }.parameters[0]
    }
    let softened = try slope { LeastSquares.softened($0, scale: 0.1) }
    let plain = try slope { $0 }
    #expect(abs(softened - 2) < 0.01)
    #expect(abs(plain - 2) > 1)
  }

  @Test func aFitOfWhatIsNoNumberIsAnError() {
    #expect(throws: NumericalFailure.self) {
      try LeastSquares(from: [1], count: 2, of: "nothing") { _, r in
        r[0] = .nan
        r[1] = 0
      }
    }
  }

  @Test func statisticsAgreeWithTheirDefinitions() {
    let values = [4.0, 1, 3, 2]
    #expect(Statistics.mean(values) == 2.5)
    #expect(Statistics.median(values) == 2.5)
    #expect(abs(Statistics.standardDeviation(values) - (5.0 / 3).squareRoot()) < 1e-12)
    #expect(abs(Statistics.quantile(values, 0.25) - 1.75) < 1e-12)
    // Tables of Student's t: 2.776 for 4 degrees of freedom and 97.5 %.
    #expect(abs(Statistics.studentQuantile(0.975, degreesOfFreedom: 4) - 2.776) < 1e-3)
    #expect(abs(Statistics.normalProbability(below: 1.96) - 0.975) < 1e-4)
  }

  @Test func correlationsAgreeWithTheirFormulas() {
    let a = [1.0, 2, 3, 4, 5]
    let b = [2.0, 1, 4, 3, 7]
    // Covariance 12 / 5, variances 2 and 4.24.
    #expect(abs(Statistics.correlation(a, b) - 2.4 / (2 * 4.24).squareRoot()) < 1e-12)
    // Differences of rank 1, 1, 1, 1, 0: 1 - 6 * 4 / (5 * 24).
    #expect(abs(Statistics.rankCorrelation(a, b) - 0.8) < 1e-12)
    #expect(abs(Statistics.rankCorrelation(a, a.map { exp($0) }) - 1) < 1e-12)
    // Products of neighbours' deviations: 2, 0, 0, 2 of 10.
    #expect(abs(Statistics.lag1Autocorrelation(a) - 0.4) < 1e-12)
    #expect(abs(Statistics.variance(b) - 5.3) < 1e-12)
  }

  @Test func evennessIsTheTailOfTheChiSquareDistribution() {
    // Two degrees of freedom: exp(-chi^2 / 2), and chi^2 = (16 + 0 + 16) / 10.
    #expect(abs(Statistics.evenness(of: [6, 10, 14]) - exp(-1.6)) < 1e-12)
    #expect(Statistics.evenness(of: [10, 10, 10]) == 1)
  }
}
