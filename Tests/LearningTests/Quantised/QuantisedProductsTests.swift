import Testing

@testable import Learning

/// Every convolution and full connection of every network, in its own shape.
struct QuantisedProductsTests {
  struct Product: CustomStringConvertible {
    let description: String
    let layer: any Layer
    let input: SampleShape

    /// Whether 16 images lie by pixel.
    var prefersTapRuns: Bool {
      guard let layer = layer as? Convolution else { return false }
      return IntegerShape(
        input: input, output: layer.outputShape(for: input), size: layer.size,
        ConvolutionGeometry(
          stride: layer.stride, padding: layer.padding, dilation: layer.dilation)
      ).prefersTapRuns(images: 16)
    }
  }

  /// Each shape once, with where it is first met.
  static let products: [Product] = {
    var products: [String: Product] = [:]
    func add(_ layer: any Layer, _ input: SampleShape, in network: String) {
      if let block = layer as? Residual {
        for step in block.steps(for: input) { add(step.layer, step.input, in: network) }
      }
      guard layer is Convolution || layer is DepthwiseConvolution || layer is FullyConnected
      else { return }
      let key = "\(layer.signature) of \(input)"
      products[key] =
        products[key]
        ?? Product(description: "\(network) \(layer.name)", layer: layer, input: input)
    }
    for network in ModelRegistry.networks {
      for (layer, input) in zip(network.layers, network.shapes) {
        add(layer, input, in: network.name)
      }
    }
    return products.values.sorted { $0.description < $1.description }
  }()

  /// Nothing is lost after the operands were rounded: forward, back to the input, back to the filters.
  @Test(arguments: products) func int8ProductsAreThoseOfTheirValues(_ product: Product) throws {
    let worst = try QuantisedProducts(
      layer: product.layer, input: product.input, batch: product.prefersTapRuns ? 16 : 2
    ).worstBesideRoundedOperands()
    #expect(worst <= 1, "\(product): \(worst) of what FP32 sums may be off")
  }

  @Test func allNetworksAreThere() {
    let names = Self.products.map(\.description)
    for network in ["lenet5", "vgg11", "resnet18", "mobilenet-v1"] {
      #expect(names.contains { $0.hasPrefix(network) })
    }
    #expect(Self.products.count { $0.layer is DepthwiseConvolution } >= 9)
    #expect(Self.products.count { $0.prefersTapRuns } >= 5)
  }
}
