// swift-tools-version: 6.2
import PackageDescription

// One row a target of docs/architecture.md. The architecture test holds the same table against the sources' imports.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A room whose tests look at its inner steps. Tests run on the release build, where that has to be asked for.
func testableRoom(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(
        name: name, dependencies: dependencies, swiftSettings: strict + [.unsafeFlags(["-enable-testing"])])
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "greffe",
    products: [
        .executable(name: "greffe", targets: ["greffe"]),
        .executable(name: "greffed", targets: ["greffed"]),
        .executable(name: "greffe-worker", targets: ["greffe-worker"]),
        .executable(name: "greffe-verify", targets: ["greffe-verify"]),
        // For the tests, to be preloaded.
        .library(name: "greffe-faults", type: .dynamic, targets: ["CFaults"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C libraries, by Debian's -dev packages (see the Makefile's `setup`).
        .systemLibrary(
            name: "CTesseract", path: "Sources/CTesseract",
            providers: [.apt(["libtesseract-dev", "libleptonica-dev"])]),
        .systemLibrary(name: "CQrencode", path: "Sources/CQrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CQpdf", path: "Sources/CQpdf", providers: [.apt(["libqpdf-dev"])]),
        .systemLibrary(name: "CZlib", path: "Sources/CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLinear", path: "Sources/CLinear", providers: [.apt(["liblinear-dev"])]),
        .target(name: "CTiff", linkerSettings: [.linkedLibrary("tiff")]),
        .target(name: "CHTTP", linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "CLinux"),
        // Debian's libzxing-dev is C++; what we ask of it is two functions of C.
        .target(name: "CBarcode", linkerSettings: [.linkedLibrary("ZXing")]),

        // The trained model, the sample configuration, the workflows and fonts, carried inside the programs.
        .target(name: "CEmbedded"),

        // Rooms.
        room("GreffeCore", [crypto]),
        room("GreffeProof", [crypto, cryptoExtras, asn1]),
        room("GreffeVerification", ["GreffeCore", "GreffeProof"]),
        room("GreffeAnalysis", ["GreffeCore", "CLinear"]),
        testableRoom("GreffePDF", ["GreffeCore", "CEmbedded", "CZlib"]),
        room("GreffeStorage", ["GreffeCore", "GreffeProof", "CLinux", crypto]),
        room("GreffeWitness", ["GreffeCore", "GreffeProof", "GreffeStorage"]),
        room("GreffeIndex", ["GreffeCore", "CZlib", grdb]),
        testableRoom(
            "GreffeReading", ["GreffeCore", "GreffePDF", "CLinux", "CTesseract", "CTiff", "CQpdf", "CBarcode"]),
        testableRoom("GreffeWorkerLink", ["GreffeCore", "CLinux"]),
        testableRoom("GreffeIntake", ["GreffeCore", "CLinux"]),
        room(
            "GreffeRegistry",
            [
                "GreffeCore", "GreffeProof", "GreffeVerification", "GreffeAnalysis", "GreffeStorage", "GreffeIndex",
                "GreffePDF", "GreffeWorkerLink", "CEmbedded", logging,
            ]),
        room(
            "GreffeRuntime",
            [
                "GreffeCore", "GreffeAnalysis", "GreffeIndex", "GreffeIntake", "GreffeRegistry", "GreffeWorkerLink",
                "CEmbedded", "CLinux", "GreffeProof", "CHTTP", logging, yams,
            ]),

        room("GreffeSheets", ["GreffeCore", "GreffePDF", "CQrencode"]),

        // Programs.
        program(
            "greffe",
            [
                "GreffeCore", "GreffeProof", "GreffeVerification", "GreffeAnalysis", "GreffeIndex", "GreffeRegistry",
                "GreffeRuntime", "GreffeSheets", "GreffeWitness", argumentParser,
            ]),
        program(
            "greffed",
            ["GreffeCore", "GreffeIntake", "GreffeRegistry", "GreffeRuntime", lifecycle, unixSignals, logging]),
        program("greffe-worker", ["GreffeCore", "GreffeReading", "GreffeWorkerLink"]),
        program("greffe-verify", ["GreffeCore", "GreffeProof", "GreffeVerification"]),

        // Tests.
        .target(
            name: "GreffeTestKit", dependencies: ["GreffeCore"], path: "Tests/GreffeTestKit", swiftSettings: strict),
        .target(
            name: "GreffeSimulation", dependencies: ["GreffeStorage", "GreffeVerification", "GreffeTestKit"],
            path: "Tests/GreffeSimulation", swiftSettings: strict),
        .executableTarget(
            name: "greffe-sim",
            dependencies: [
                "GreffeCore", "GreffeStorage", "GreffeIndex", "GreffeVerification", "GreffeRegistry", "GreffeRuntime",
                "GreffeSimulation", "GreffeTestKit", argumentParser,
            ],
            path: "Tests/greffe-sim", swiftSettings: strict),
        // An index of many letters, for Benchmarks/archive; installed nowhere.
        .executableTarget(
            name: "greffe-archive", dependencies: ["GreffeCore", "GreffeIndex", "GreffeTestKit", argumentParser],
            path: "Tests/greffe-archive", swiftSettings: strict),
        // Tries to break out of the worker's sandbox; installed nowhere.
        .target(name: "CEscape", path: "Tests/CEscape"),
        .executableTarget(
            name: "greffe-escape", dependencies: ["CEscape", "CLinux", "GreffeWorkerLink"], path: "Tests/greffe-escape",
            swiftSettings: strict),
        // What the benchmarks cannot time from outside; installed nowhere.
        .executableTarget(
            name: "greffe-measure",
            dependencies: [
                "GreffeAnalysis", "GreffeCore", "GreffeIndex", "GreffeProof", "GreffeStorage", "GreffeTestKit",
            ],
            path: "Tests/greffe-measure", swiftSettings: strict),
        tests("ArchitectureTests", []),
        tests("GreffeCoreTests", ["GreffeCore", "GreffeTestKit"]),
        tests("GreffeProofTests", ["GreffeProof", "GreffeTestKit"]),
        tests(
            "GreffeStorageTests",
            [
                "GreffeCore", "GreffeProof", "GreffeStorage", "GreffeVerification", "GreffeSimulation",
                "GreffeTestKit",
            ]),
        tests(
            "GreffeWitnessTests", ["GreffeCore", "GreffeProof", "GreffeWitness", "GreffeTestKit", "greffe", "greffed"]),
        tests("GreffePDFTests", ["GreffeCore", "GreffePDF", "GreffeTestKit"]),
        tests("GreffeAnalysisTests", ["GreffeCore", "GreffeAnalysis", "GreffeTestKit"]),
        tests("GreffeIndexTests", ["GreffeCore", "GreffeIndex", "GreffeAnalysis", "GreffeTestKit", grdb]),
        tests(
            "GreffeReadingTests",
            ["GreffeCore", "GreffeAnalysis", "GreffeReading", "GreffeSheets", "GreffeWorkerLink", "GreffeTestKit"]),
        tests(
            "GreffeWorkerLinkTests",
            ["GreffeCore", "GreffeWorkerLink", "GreffeTestKit", "greffe-worker", "greffe-escape"]),
        tests("GreffeIntakeTests", ["GreffeCore", "GreffeIntake", "GreffeTestKit"]),
        tests(
            "GreffeRegistryTests",
            [
                "GreffeCore", "GreffeAnalysis", "GreffeStorage", "GreffeIndex", "GreffeRegistry", "GreffeRuntime",
                "GreffeVerification", "GreffeProof",
                "GreffeTestKit", logging,
            ]),
        tests("GreffeRuntimeTests", ["GreffeCore", "GreffeIntake", "GreffeRuntime", "GreffeTestKit", logging]),
        .target(name: "CFaults", path: "Tests/CFaults"),
        tests("FaultTests", ["greffe", "greffe-worker", "greffe-verify", "CFaults", "GreffeTestKit"]),
        tests("SimulationTests", ["greffe-sim", "GreffeTestKit"]),
        tests("TranscriptTests", ["greffe", "greffed", "greffe-worker", "greffe-verify", "GreffeTestKit"]),
        tests(
            "DaemonTests",
            ["greffe", "greffed", "greffe-worker", "greffe-verify", "greffe-escape", "GreffeTestKit"]),
    ],
    // C23, for #embed.
    cLanguageStandard: .gnu2x,
    cxxLanguageStandard: .cxx17
)

// The fuzzers, for `scripts/fuzz` alone: they need libFuzzer and are built with its marks in every target.
if Context.environment["GREFFE_FUZZ"] != nil {
    package.targets += [
        .target(
            name: "GreffeFuzz",
            dependencies: [
                "GreffeCore", "GreffeProof", "GreffeIndex", "GreffeReading", "GreffeWorkerLink", "GreffeIntake",
                "GreffeRuntime",
            ],
            path: "Tests/fuzz/GreffeFuzz", swiftSettings: strict),
        .executableTarget(name: "greffe-fuzz", dependencies: ["GreffeFuzz"], path: "Tests/fuzz/greffe-fuzz"),
    ]
}
