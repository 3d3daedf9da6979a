import Learning
import Scenarios

extension ScenarioReader {
  /// The reader of the tool: every strategy of the registry, and sizes of data sets as they are.
  public static let standard = ScenarioReader(
    sampleCount: { (try? DataSetRegistry.describe($0))?.trainCount })
}
