// swift-tools-version: 6.1
import PackageDescription

// The house, from the ground up: each target imports only targets above it in this list, and only
// the ones it names. `.ci/run` builds with `--explicit-target-dependency-import-check error`.
let package = Package(
  name: "tidewatt",
  products: [
    .library(name: "Digests", targets: ["Digests"]),
    .library(name: "Numerics", targets: ["Numerics"]),
    .library(name: "Randomness", targets: ["Randomness"]),
    .library(name: "Simulation", targets: ["Simulation"]),
    .library(name: "Hardware", targets: ["Hardware"]),
    .library(name: "Calibration", targets: ["Calibration"]),
    .library(name: "Learning", targets: ["Learning"]),
    .library(name: "Strategies", targets: ["Strategies"]),
    .library(name: "Scenarios", targets: ["Scenarios"]),
    .library(name: "Reports", targets: ["Reports"]),
    .library(name: "Experiments", targets: ["Experiments"]),
    .library(name: "Validation", targets: ["Validation"]),
    .executable(name: "tidewatt", targets: ["tidewatt"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    // C libraries: each is called from one Swift file only.
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
    .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLzma", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
    .target(name: "CSystem"),
    .target(name: "CKernels"),

    .target(name: "Digests", dependencies: ["CXXHash"]),
    .target(name: "Numerics", dependencies: ["CGSL"]),
    .target(name: "Randomness", dependencies: ["Numerics", "Digests"]),
    .target(
      name: "Simulation",
      dependencies: [
        "Digests", "Randomness",
        .product(name: "DequeModule", package: "swift-collections"),
      ]),
    .target(name: "Hardware", dependencies: ["Simulation", "Numerics", "Randomness"]),
    .target(name: "Calibration", dependencies: ["Hardware", "Numerics", "Randomness"]),
    .target(
      name: "Learning",
      dependencies: [
        "Digests", "Randomness", "CDNNL", "CZlib", "CLzma", "CKernels",
        .product(name: "DequeModule", package: "swift-collections"),
      ]),
    .target(
      name: "Strategies", dependencies: ["Randomness", "Simulation", "Hardware", "Learning"]),
    .target(
      name: "Scenarios",
      dependencies: [
        "Simulation", "Hardware", "Learning", "Strategies",
        .product(name: "Yams", package: "Yams"),
      ]),
    .target(name: "Reports", dependencies: ["Simulation", "Numerics"]),
    .target(
      name: "Experiments",
      dependencies: [
        "CSystem", "Digests", "Simulation", "Hardware", "Learning", "Strategies", "Scenarios",
        "Reports",
      ],
      plugins: ["BuildIdentityPlugin"]),
    .target(
      name: "Validation",
      dependencies: [
        "Calibration", "Hardware", "Numerics", "Randomness", "Simulation", "Learning", "Strategies",
        "Scenarios", "Reports", "Experiments",
      ]),
    .executableTarget(name: "DigestSources", dependencies: ["Digests"]),
    .plugin(
      name: "BuildIdentityPlugin", capability: .buildTool(), dependencies: ["DigestSources"],
      path: "Sources/BuildIdentityPlugin"),
    .executableTarget(
      name: "tidewatt",
      dependencies: [
        "Calibration", "Experiments", "Hardware", "Learning", "Reports", "Scenarios", "Simulation",
        "Strategies", "Validation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .testTarget(name: "NumericsTests", dependencies: ["Numerics"]),
    .testTarget(
      name: "SimulationTests", dependencies: ["Simulation", "Numerics", "Randomness", "Digests"]),
    .testTarget(
      name: "HardwareTests", dependencies: ["Hardware", "Simulation", "Numerics", "Randomness"]),
    .testTarget(
      name: "CalibrationTests",
      dependencies: ["Calibration", "Hardware", "Numerics", "Randomness"]),
    .testTarget(
      name: "LearningTests", dependencies: ["Learning", "Randomness", "Digests", "CZlib", "CLzma"],
      resources: [.copy("Vectors")]),
    .testTarget(
      name: "StrategiesTests", dependencies: ["Strategies", "Hardware", "Learning", "Simulation"]),
    .testTarget(
      name: "ScenariosTests",
      dependencies: ["Scenarios", "Hardware", "Numerics", "Strategies", "Simulation"]),
    .testTarget(name: "ReportsTests", dependencies: ["Reports", "Simulation"]),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "Hardware", "Learning", "Scenarios", "Reports", "Simulation", "Strategies",
      ]),
    .testTarget(
      name: "ValidationTests",
      dependencies: ["Validation", "Hardware", "Reports", "Scenarios", "Simulation"]),
    .testTarget(name: "CommandLineTests", dependencies: ["tidewatt"]),
  ]
)
