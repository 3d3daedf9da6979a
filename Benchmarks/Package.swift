// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that nobody who uses Tidewatt builds its benchmarks.
let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "tidewatt", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
  ],
  targets: [
    .target(name: "CxxReference"),
    .executableTarget(
      name: "bench",
      dependencies: [
        "CxxReference",
        .product(name: "Simulation", package: "tidewatt"),
        .product(name: "Randomness", package: "tidewatt"),
        .product(name: "Hardware", package: "tidewatt"),
        .product(name: "Learning", package: "tidewatt"),
        .product(name: "Strategies", package: "tidewatt"),
        .product(name: "Scenarios", package: "tidewatt"),
        .product(name: "Experiments", package: "tidewatt"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  cxxLanguageStandard: .cxx20
)
