import CGSL

// The one file that calls the GNU Scientific Library. What the rest of the house sees are the
// types of this target; each says what it computes and leaves the library's conventions here.

/// What the library says went wrong.
public struct NumericalFailure: Error, CustomStringConvertible, Equatable {
  /// What was being computed.
  public let task: String
  /// The library's own words.
  public let reason: String

  public init(task: String, reason: String) {
    self.task = task
    self.reason = reason
  }

  public var description: String { "\(task): \(reason)" }
}

enum GSL {
  /// The library aborts the process at errors unless told otherwise; here errors are returned.
  private static let isQuiet: Bool = {
    gsl_set_error_handler_off()
    return true
  }()

  static func check(_ status: Int32, _ task: String) throws {
    if status == GSL_SUCCESS { return }
    throw NumericalFailure(task: task, reason: String(cString: gsl_strerror(status)))
  }

  /// Calls into the library with a closure that it can call back.
  ///
  /// The closure never leaves the call.
  private static func withCallback<Function, Result>(
    _ function: Function, _ body: (UnsafeMutableRawPointer) throws -> Result
  ) rethrows -> Result {
    _ = isQuiet
    var function = function
    return try withUnsafeMutablePointer(to: &function) { try body(UnsafeMutableRawPointer($0)) }
  }

  /// What `withCallback` was given, inside the library's call.
  private static func called<Function>(
    _ context: UnsafeMutableRawPointer?, as type: Function.Type
  ) -> Function {
    guard let context else { preconditionFailure("the library lost the context of a call") }
    return context.assumingMemoryBound(to: type).pointee
  }

  typealias Function = (Double) -> Double

  /// Calls into the library with a function of one number.
  private static func withFunction<Result>(
    _ function: @escaping Function, _ body: (UnsafeMutablePointer<gsl_function>) throws -> Result
  ) rethrows -> Result {
    try withCallback(function) { context in
      var wrapped = gsl_function(
        function: { x, context in
          GSL.called(context, as: Function.self)(x)
        }, params: context)
      return try body(&wrapped)
    }
  }

  // MARK: Roots

  static func brent(
    _ function: @escaping Function, low: Double, high: Double, tolerance: Double, task: String
  ) throws -> Double {
    try withFunction(function) { wrapped in
      guard let solver = gsl_root_fsolver_alloc(tidewatt_root_brent()) else {
        throw NumericalFailure(task: task, reason: "out of memory")
      }
      defer { gsl_root_fsolver_free(solver) }
      try check(gsl_root_fsolver_set(solver, wrapped, low, high), task)
      for _ in 0..<200 {
        try check(gsl_root_fsolver_iterate(solver), task)
        let x = (gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver))
        if abs(x.1 - x.0) <= tolerance { return gsl_root_fsolver_root(solver) }
      }
      throw NumericalFailure(task: task, reason: "no root within 200 steps")
    }
  }

  // MARK: Integrals

  static func integral(
    _ function: @escaping Function, low: Double, high: Double, relative: Double, task: String
  ) throws -> Double {
    try withFunction(function) { wrapped in
      guard let workspace = gsl_integration_workspace_alloc(1000) else {
        throw NumericalFailure(task: task, reason: "out of memory")
      }
      defer { gsl_integration_workspace_free(workspace) }
      var (result, error) = (0.0, 0.0)
      try check(
        gsl_integration_qag(
          wrapped, low, high, 0, relative, 1000, Int32(GSL_INTEG_GAUSS31), workspace, &result,
          &error),
        task)
      return result
    }
  }

  // MARK: Eigensystems

  /// - Parameter matrix: Row by row; only its lower half is read.
  /// - Returns: Values, and vectors one after the other, in ascending order of the values.
  static func symmetricEigensystem(
    _ matrix: [Double], task: String
  ) throws -> (values: [Double], vectors: [[Double]]) {
    _ = isQuiet
    let n = Int(Double(matrix.count).squareRoot())
    precondition(n > 0 && n * n == matrix.count, "a matrix has as many rows as columns")
    guard let a = gsl_matrix_alloc(n, n), let values = gsl_vector_alloc(n),
      let vectors = gsl_matrix_alloc(n, n), let workspace = gsl_eigen_symmv_alloc(n)
    else { throw NumericalFailure(task: task, reason: "out of memory") }
    defer {
      gsl_matrix_free(a)
      gsl_vector_free(values)
      gsl_matrix_free(vectors)
      gsl_eigen_symmv_free(workspace)
    }
    for row in 0..<n {
      for column in 0..<n { gsl_matrix_set(a, row, column, matrix[row * n + column]) }
    }
    try check(gsl_eigen_symmv(a, values, vectors, workspace), task)
    try check(gsl_eigen_symmv_sort(values, vectors, GSL_EIGEN_SORT_VAL_ASC), task)
    return (
      (0..<n).map { gsl_vector_get(values, $0) },
      (0..<n).map { column in (0..<n).map { gsl_matrix_get(vectors, $0, column) } }
    )
  }

  // MARK: Differential equations

  /// Writes dy/dt (second pointer) at time t for the state y (first pointer).
  typealias RateOfChange = (Double, UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void

  static func integrate(
    _ rate: @escaping RateOfChange, from start: Double, to end: Double, state: [Double],
    tolerance: Double, task: String
  ) throws -> [Double] {
    try withCallback(rate) { context in
      var system = gsl_odeiv2_system(
        function: { t, y, f, context in
          guard let y, let f else { return Int32(GSL_EFAULT) }
          GSL.called(context, as: RateOfChange.self)(t, y, f)
          return Int32(GSL_SUCCESS)
        }, jacobian: nil, dimension: state.count, params: context)
      guard
        let driver = gsl_odeiv2_driver_alloc_y_new(
          &system, tidewatt_ode_rk8pd(), (end - start) * 1e-3, tolerance, tolerance)
      else { throw NumericalFailure(task: task, reason: "out of memory") }
      defer { gsl_odeiv2_driver_free(driver) }
      var (time, state) = (start, state)
      try check(gsl_odeiv2_driver_apply(driver, &time, end, &state), task)
      return state
    }
  }

  // MARK: Least squares

  /// Writes the residuals (second pointer) for the parameters (first pointer).
  typealias Residuals = (UnsafePointer<Double>, UnsafeMutablePointer<Double>) -> Void

  /// Levenberg-Marquardt in a trust region, with derivatives by finite differences.
  static func leastSquares(
    _ residuals: @escaping Residuals, count: Int, start: [Double], iterations: Int, task: String
  ) throws -> (parameters: [Double], iterations: Int, converged: Bool) {
    let n = start.count
    typealias Problem = (residuals: Residuals, n: Int, count: Int)
    let problem: Problem = (residuals, n, count)
    return try withCallback(problem) { context in
      var definition = gsl_multifit_nlinear_fdf()
      definition.f = { x, context, f in
        let problem = GSL.called(context, as: Problem.self)
        // The library's vectors may have strides; the workspace's own do not, but that is its word.
        let parameters = (0..<problem.n).map { gsl_vector_get(x, $0) }
        let ok = withUnsafeTemporaryAllocation(of: Double.self, capacity: problem.count) { row in
          guard let values = row.baseAddress else { return false }
          problem.residuals(parameters, values)
          for index in 0..<problem.count { gsl_vector_set(f, index, row[index]) }
          return row.allSatisfy(\.isFinite)
        }
        return Int32(ok ? GSL_SUCCESS : GSL_EBADFUNC)
      }
      definition.n = count
      definition.p = n
      definition.params = context
      var settings = gsl_multifit_nlinear_default_parameters()
      settings.h_df = 1e-6
      guard
        let workspace = gsl_multifit_nlinear_alloc(tidewatt_fit_trust(), &settings, count, n),
        let first = gsl_vector_alloc(n)
      else { throw NumericalFailure(task: task, reason: "out of memory") }
      defer {
        gsl_multifit_nlinear_free(workspace)
        gsl_vector_free(first)
      }
      for (index, value) in start.enumerated() { gsl_vector_set(first, index, value) }
      try check(gsl_multifit_nlinear_init(first, &definition, workspace), task)
      var info: Int32 = 0
      let status = gsl_multifit_nlinear_driver(
        iterations, 1e-10, 1e-10, 1e-12, nil, nil, &info, workspace)
      // At the bottom of a flat valley no step improves any more: that is an end, not an error.
      let stops = [GSL_SUCCESS, GSL_EMAXITER, GSL_ENOPROG].map { Int32($0) }
      if !stops.contains(status) { try check(status, task) }
      let position = gsl_multifit_nlinear_position(workspace)
      return (
        (0..<n).map { gsl_vector_get(position, $0) }, Int(gsl_multifit_nlinear_niter(workspace)),
        status != Int32(GSL_EMAXITER)
      )
    }
  }

  // MARK: Statistics

  static func mean(_ values: [Double]) -> Double { gsl_stats_mean(values, 1, values.count) }

  static func standardDeviation(_ values: [Double]) -> Double {
    gsl_stats_sd(values, 1, values.count)
  }

  static func quantile(_ sorted: [Double], _ fraction: Double) -> Double {
    gsl_stats_quantile_from_sorted_data(sorted, 1, sorted.count, fraction)
  }

  static func studentQuantile(_ probability: Double, freedom: Double) -> Double {
    gsl_cdf_tdist_Pinv(probability, freedom)
  }

  static func normalProbability(below x: Double) -> Double { gsl_cdf_ugaussian_P(x) }

  static func chiSquareProbability(above x: Double, freedom: Double) -> Double {
    gsl_cdf_chisq_Q(x, freedom)
  }

  static func correlation(_ a: [Double], _ b: [Double]) -> Double {
    gsl_stats_correlation(a, 1, b, 1, a.count)
  }

  static func rankCorrelation(_ a: [Double], _ b: [Double]) -> Double {
    var work = [Double](repeating: 0, count: 2 * a.count)
    return gsl_stats_spearman(a, 1, b, 1, a.count, &work)
  }

  static func lag1Autocorrelation(_ values: [Double]) -> Double {
    gsl_stats_lag1_autocorrelation(values, 1, values.count)
  }

  static func variance(_ values: [Double]) -> Double { gsl_stats_variance(values, 1, values.count) }
}

/// A generator of random numbers: GSL's `taus2` (L'Ecuyer's maximally equidistributed combined
/// Tausworthe, period 2^88).
///
/// GSL seeds it from 32 bits; here its three words of state are given.
public final class RandomGenerator {
  /// GSL's description of the generator with its state behind it, in one piece: a million devices
  /// draw from streams of their own, and each draw would otherwise fetch the state from elsewhere.
  private let generator: UnsafeMutablePointer<gsl_rng>

  /// - Parameter words: Three words of 32 bits, above 1, 7 and 15 for the full period.
  public init(words: [UInt]) {
    let type = tidewatt_rng_taus2()
    let size = words.count * MemoryLayout<UInt>.size
    precondition(
      type?.pointee.size == size, "the layout of GSL's taus2 generator is not the expected one")
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: MemoryLayout<gsl_rng>.stride + size, alignment: MemoryLayout<UInt>.alignment)
    let state = memory + MemoryLayout<gsl_rng>.stride
    generator = memory.initializeMemory(as: gsl_rng.self, to: gsl_rng(type: type, state: state))
    state.initializeMemory(as: UInt.self, from: words, count: words.count)
    for _ in 0..<8 { _ = gsl_rng_get(generator) }  // GSL's own warm-up after seeding is six draws
  }

  deinit { UnsafeMutableRawPointer(generator).deallocate() }

  /// Uniform in [0, 1).
  public func uniform() -> Double { gsl_rng_uniform(generator) }

  /// Uniform in 0..<bound, without bias; `bound` must be in 1...2^32 - 1.
  public func integer(below bound: Int) -> Int {
    Int(gsl_rng_uniform_int(generator, UInt(bound)))
  }

  /// Normal with mean 0 and the given standard deviation.
  public func gaussian(standardDeviation: Double) -> Double {
    gsl_ran_gaussian_ziggurat(generator, standardDeviation)
  }

  /// Exponential with the given mean.
  public func exponential(mean: Double) -> Double { gsl_ran_exponential(generator, mean) }

  /// exp of a normal with mean `zeta` and standard deviation `sigma`.
  public func lognormal(zeta: Double, sigma: Double) -> Double {
    gsl_ran_lognormal(generator, zeta, sigma)
  }

  /// A uniformly random order of 0..<count.
  public func permutation(of count: Int) -> [Int32] {
    var items = (0..<Int32(count)).map { $0 }
    items.withUnsafeMutableBytes {
      gsl_ran_shuffle(generator, $0.baseAddress, count, MemoryLayout<Int32>.size)
    }
    return items
  }
}
