import Foundation
import PackagePlugin

/// Gives `Experiments` the digest of all sources of the package, made anew when one changes.
@main
struct BuildIdentityPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let sources = context.package.directoryURL.appending(path: "Sources")
    var files: [URL] = []
    let enumerator = FileManager.default.enumerator(
      at: sources, includingPropertiesForKeys: [.isRegularFileKey])
    while let file = enumerator?.nextObject() as? URL {
      if ["swift", "c", "h", "modulemap"].contains(file.pathExtension) { files.append(file) }
    }
    let output = context.pluginWorkDirectoryURL.appending(path: "BuildIdentity+Sources.swift")
    return [
      .buildCommand(
        displayName: "Digesting the sources",
        executable: try context.tool(named: "DigestSources").url,
        arguments: [output.path] + files.map { $0.path }.sorted(),
        inputFiles: files, outputFiles: [output])
    ]
  }
}
