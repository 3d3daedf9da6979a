/// What is found wrong while a file is read: reading goes on after each.
final class Findings {
  private(set) var diagnostics: [Diagnostic] = []

  var isEmpty: Bool { diagnostics.isEmpty }

  func report(_ problem: Problem, at place: Place) {
    diagnostics.append(
      Diagnostic(place: place, message: problem.message, notes: problem.notes))
  }

  func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }
}
