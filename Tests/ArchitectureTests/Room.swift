/// One row of the table in docs/architecture.md section 2: a target, and what it may import.
struct Room {
    enum Foundation: String {
        /// Neither Foundation nor its essentials.
        case none
        case essentials
        /// All of it, 41 MB of ICU included.
        case full
    }

    let name: String
    /// Our own targets, C ones included.
    var ours: Set<String> = []
    /// Modules of other packages.
    var others: Set<String> = []
    var foundation = Foundation.essentials
    /// Whether the operating system may be called at all: a pure room takes values and gives values.
    var isPure = false

    /// The house. Change a row here together with Package.swift and docs/architecture.md, and say why in the commit.
    static let all: [Room] = [
        Room(name: "GreffeCore", others: ["Crypto"], foundation: .none, isPure: true),
        Room(
            name: "GreffeProof", others: ["Crypto", "CryptoExtras", "SwiftASN1"], foundation: .none, isPure: true),
        Room(name: "GreffeVerification", ours: ["GreffeCore", "GreffeProof"]),
        Room(name: "GreffeAnalysis", ours: ["GreffeCore", "CLinear"], isPure: true),
        Room(name: "GreffePDF", ours: ["GreffeCore", "CEmbedded", "CZlib"], foundation: .none, isPure: true),
        Room(name: "GreffeStorage", ours: ["GreffeCore", "GreffeProof", "CLinux"], others: ["Crypto"]),
        Room(name: "GreffeWitness", ours: ["GreffeCore", "GreffeProof", "GreffeStorage"]),
        // GRDB's own interface is made of Foundation's types.
        Room(name: "GreffeIndex", ours: ["GreffeCore", "CZlib"], others: ["GRDB"], foundation: .full),
        Room(name: "GreffeSheets", ours: ["GreffeCore", "GreffePDF", "CQrencode"], foundation: .none, isPure: true),
        Room(
            name: "GreffeReading",
            ours: ["GreffeCore", "GreffePDF", "CTesseract", "CTiff", "CQpdf", "CLinux", "CBarcode"]),
        Room(name: "GreffeWorkerLink", ours: ["GreffeCore", "CLinux"]),
        Room(name: "GreffeIntake", ours: ["GreffeCore", "CLinux"]),
        Room(
            name: "GreffeRegistry",
            ours: [
                "GreffeCore", "GreffeProof", "GreffeVerification", "GreffeAnalysis", "GreffeStorage", "GreffeIndex",
                "GreffePDF", "GreffeWorkerLink", "CEmbedded",
            ], others: ["Logging"]),
        // Yams's own interface is made of Foundation's types.
        Room(
            name: "GreffeRuntime",
            ours: [
                "GreffeCore", "GreffeAnalysis", "GreffeIndex", "GreffeIntake", "GreffeRegistry", "GreffeWorkerLink",
                "CEmbedded", "CLinux", "GreffeProof", "CHTTP",
            ],
            others: ["Logging", "Yams"], foundation: .full),
        Room(
            name: "greffe",
            ours: [
                "GreffeCore", "GreffeProof", "GreffeVerification", "GreffeAnalysis", "GreffeIndex", "GreffeRegistry",
                "GreffeRuntime", "GreffeSheets", "GreffeWitness",
            ],
            others: ["ArgumentParser"]),
        Room(
            name: "greffed", ours: ["GreffeCore", "GreffeIntake", "GreffeRegistry", "GreffeRuntime"],
            others: ["ServiceLifecycle", "UnixSignals", "Logging"]),
        Room(name: "greffe-worker", ours: ["GreffeCore", "GreffeReading", "GreffeWorkerLink"]),
        Room(name: "greffe-verify", ours: ["GreffeCore", "GreffeProof", "GreffeVerification"]),
    ]

    /// Targets in C; they import nothing of ours.
    static let cTargets: Set<String> = [
        "CTesseract", "CTiff", "CQpdf", "CLinear", "CLinux", "CEmbedded", "CZlib", "CHTTP", "CBarcode",
        "CQrencode",
    ]

    static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// Everything an import of this room's sources may name.
    var allowed: Set<String> {
        var modules = ours.union(others).union(["Swift"])
        if !isPure { modules.formUnion(["Glibc", "Dispatch", "Synchronization"]) }
        // The C library for its mathematics; calls that look at the world are found by their names.
        if name == "GreffeAnalysis" { modules.insert("Glibc") }
        switch foundation {
        case .none: break
        case .essentials: modules.insert("FoundationEssentials")
        case .full: modules.formUnion(["FoundationEssentials", "Foundation"])
        }
        return modules
    }
}
