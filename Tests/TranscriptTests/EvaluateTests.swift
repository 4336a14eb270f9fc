import Foundation
import GreffeTestKit
import Testing

@Suite struct EvaluateTests {
    private func folder(truth: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/mail/truth", withIntermediateDirectories: true)
        let letter = """
            Odile Marchal
            33, rue Isabey
            54000 Nancy

            Nancy, le 14 octobre 2024

            Objet : résiliation de mon contrat habitation

            Madame, Monsieur,

            Je vous informe que je souhaite résilier mon contrat à son échéance.
            Veuillez agréer mes salutations distinguées.

            Odile Marchal
            """
        try Data(letter.utf8).write(to: URL(fileURLWithPath: folder.path + "/mail/a.txt"))
        try Data(truth.utf8).write(to: URL(fileURLWithPath: folder.path + "/mail/truth/a.json"))
        return folder
    }

    @Test func `a letter kept as text is judged by its truth, as figures and as a page`() throws {
        let folder = try folder(
            truth: #"{"id":"a","class":"other","fields":{"date":"2024-10-14","sender":"Odile Marchal"}}"#)
        let outcome = try Program("greffe").run([
            "evaluate", folder.path + "/mail", "--json", "--html", folder.path + "/page.html",
        ])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let figures = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        #expect(figures["letters"] as? Int == 1)
        #expect(figures["accuracy"] as? Double == 1)
        let fields = try #require(figures["fields"] as? [String: [String: Int]])
        #expect(fields["date"] == ["wanted": 1, "said": 1, "right": 1])
        #expect(try String(contentsOfFile: folder.path + "/page.html", encoding: .utf8).contains("<svg"))
    }

    @Test(arguments: [
        (#"{"id":"a"}"#, "no class"), (#"{"id":"a","class":"parcel"}"#, "class"),
        (#"{"id":"a","class":"other","file":"b.tif"}"#, "there is no scan or text b.tif"), ("{", "a.json"),
    ])
    func `a truth that cannot be used is named with what is wrong`(truth: String, reason: String) throws {
        let folder = try folder(truth: truth)
        let outcome = try Program("greffe").run(["evaluate", folder.path + "/mail"])
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("a.json") && outcome.errors.contains(reason), "\(outcome.errors)")
    }

    @Test func `a folder that is not labelled is told apart`() throws {
        let folder = try TemporaryFolder()
        let outcome = try Program("greffe").run(["evaluate", folder.path])
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains("neither a folder truth nor a folder a class"))
    }
}
