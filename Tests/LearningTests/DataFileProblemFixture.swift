import Foundation
import Learning
import Testing

/// What `load` says about one of a data set's files; nil, recorded if need be, where it says nothing.
func dataFileProblem(of file: URL, loading source: DataSetSource) -> DataFileProblem? {
  do {
    _ = try DataSetRegistry.load(source)
    return nil
  } catch LearningError.damagedFile(let path, let problem) {
    #expect(path == file.path)
    return problem
  } catch {
    Issue.record(error)
    return nil
  }
}
