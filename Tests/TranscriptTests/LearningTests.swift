import Foundation
import GreffeTestKit
import Testing

/// From what people decide to another model in force, by the commands alone.
@Suite struct LearningTests {
    private static let classes = ["claim", "order", "invoice", "other"]
    /// The shipped training letters taken along: one in eight, with enough hands for every class.
    private static let (step, perClass, golden) = (8, 24, 6)

    private struct Site {
        let folder: TemporaryFolder
        var archive: String { folder.path + "/archive" }
        var texts: String { folder.path + "/texts" }
        var golden: String { folder.path + "/golden" }

        init() throws {
            folder = try TemporaryFolder()
            try #require(try greffe(["init", "--origin", "test.example/greffe"]).status == 0)
            for letterClass in LearningTests.classes {
                let source = "\(Repository.fixtures)/training/\(letterClass)"
                let names = try FileManager.default.contentsOfDirectory(atPath: source).sorted().enumerated()
                    .filter { $0.offset.isMultiple(of: LearningTests.step) }.map(\.element)
                try copy(names.prefix(LearningTests.perClass), from: source, to: "\(texts)/\(letterClass)")
                try copy(names.prefix(LearningTests.golden), from: source, to: "\(golden)/\(letterClass)")
            }
        }

        private func copy(_ names: ArraySlice<String>, from source: String, to target: String) throws {
            try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
            for name in names {
                try FileManager.default.copyItem(atPath: "\(source)/\(name)", toPath: "\(target)/\(name)")
            }
        }

        func greffe(_ arguments: [String]) throws -> Program.Outcome {
            try Program("greffe").run(arguments, environment: ["GREFFE_ARCHIVE": archive])
        }

        /// A letter of a kind no training letter has, read and judged: its accession number.
        func accession(from sender: String, pallets: Int) throws -> String {
            let page = "\(folder.path)/\(pallets).png"
            let text = """
                \(sender)
                \(pallets) rue des Tilleuls
                87000 Limoges

                Objet : enlèvement de palettes consignées

                Madame, Monsieur,

                Nos palettes consignées restent sur votre quai depuis trois semaines.
                Merci de convenir d'un enlèvement par notre transporteur.
                Les palettes consignées sont au nombre de \(pallets).

                Cordialement,
                \(sender)
                """
            let drawn = try Program(path: "/usr/bin/convert").run([
                "-size", "1240x1754", "xc:white", "-font", "DejaVu-Sans", "-pointsize", "26", "-annotate", "+120+200",
                text, page,
            ])
            try #require(drawn.status == 0, "\(drawn.errors)")
            let taken = try greffe(["accession", page, "--wait", "--json"])
            let letter = try #require(
                try JSONSerialization.jsonObject(with: Data(taken.output.utf8)) as? [String: Any], "\(taken.errors)")
            return try #require(letter["accession"] as? String)
        }

        func proposedClass(_ number: String) throws -> String {
            let shown = try greffe(["show", number, "--why"])
            return String(try #require(shown.output.split(separator: "\n").first { $0.hasPrefix("class ") }))
        }
    }

    @Test func `what people decided is learnt, and judges letters to come once it is adopted`() throws {
        let site = try Site()
        for (pallets, sender) in ["Ateliers Brumeval", "Maison Corvalin", "Société Esparvin"].enumerated() {
            let number = try site.accession(from: sender, pallets: pallets + 31)
            let decided = try site.greffe(["review", "decide", number, "--class", "claim"])
            try #require(decided.status == 0, "\(decided.errors)")
        }
        let before = try site.accession(from: "Établissements Dubrasse", pallets: 41)
        #expect(try !site.proposedClass(before).hasPrefix("class claim"))

        let model = site.folder.path + "/learnt.model"
        let train = ["train", "--texts", site.texts, "--from-decisions", site.archive, "-o"]
        let trained = try site.greffe(train + [model])
        #expect(trained.status == 0)
        #expect(trained.errors.contains("letters decided by people: 3"), "\(trained.errors)")
        _ = try site.greffe(train + [model + ".again"])
        let files = try [model, model + ".again"].map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
        #expect(files[0] == files[1])

        let adopted = try site.greffe(["model", "adopt", model, "--golden", site.golden, "--reason", "the pallets"])
        #expect(adopted.status == 0, "\(adopted.output)\(adopted.errors)")
        let after = try site.accession(from: "Papeteries Fonvieille", pallets: 42)
        #expect(try site.proposedClass(after).hasPrefix("class claim"))
        let verified = try site.greffe(["verify"])
        #expect(verified.status == 0, "\(verified.output)")
    }
}
