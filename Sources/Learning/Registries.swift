import Randomness

/// The models that a scenario file can name.
public enum ModelRegistry {
  public static let names = ["lenet5"]
}

/// The data sets that a scenario file can name.
public enum DataSetRegistry {
  public static let names = ["fashion-mnist"]
}
