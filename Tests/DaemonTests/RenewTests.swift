import Foundation
import GreffeTestKit
import Testing

/// `greffe renew` as a person meets it: an authority below RSA 2048, which the list of algorithms lets end in a month,
/// and another one on a curve.
@Suite struct RenewTests {
    private static func day(_ days: Int) -> String {
        let day = Date().addingTimeInterval(TimeInterval(days) * 86_400)
        return day.formatted(.iso8601.year().month().day().dateSeparator(.dash))
    }

    private let office: TimeStampOffice
    private let counter: TimeStampOffice.Counter
    private let archive: RunningArchive
    private let month = Self.day(30)
    private let configuration: String

    init() async throws {
        office = try TimeStampOffice.shared.get()
        counter = try office.open()
        archive = try RunningArchive()
        configuration = try String(contentsOfFile: archive.archive + "/greffe.yaml", encoding: .utf8)
        let list = """
            greffe.algorithms/v1
            digest sha256 \(Self.day(400))
            digest sha512 -
            rsa 2048 \(month)
            curve p256 -
            """
        try (list + "\n").write(toFile: archive.archive + "/algorithms", atomically: true, encoding: .utf8)
        try hire("rsa", "/ts/rsa", root: "root.pem")
        try #require(try archive.greffe(["accession", Scans.small]).status == 0)
        try #require(try archive.greffe(["seal"]).status == 0)
    }

    /// Gives the archive this authority and no other.
    private func hire(_ name: String, _ address: String, root: String) throws {
        let seals = """
            seals:
              algorithms: algorithms
              authorities:
                - {name: \(name), url: "\(counter.address)\(address)", anchors: "\(office.folder.path)/\(root)"}
            """
        let text = configuration + "\n" + seals + "\n"
        try text.write(toFile: archive.archive + "/greffe.yaml", atomically: true, encoding: .utf8)
    }

    @Test func `what is due is listed, shown and said, renewed once, and then no longer due`() async throws {
        let list = try archive.greffe(["renew", "--list"])
        #expect(list.status == 0)
        let due = "2 time-stamps"
        #expect(list.output.hasPrefix("due now: \(due), since rsa 2048 ends \(month)  (greffe renew)\n"), "\(list)")
        #expect(list.output.contains("on: 1 letter by SHA-256, since sha256 ends "), "\(list.output)")
        let shown = "\(due) due: rsa 2048 ends \(month)  (greffe renew)"
        #expect(try archive.greffe(["status"]).output.contains(shown))
        try archive.start()
        try archive.wait(seconds: 60) { _ in archive.log.contains("evidence is to be renewed: greffe renew") }
        #expect(archive.stop() == 0)
        // The same authority again gains nothing.
        let same = try archive.greffe(["renew"])
        #expect(same.status == 1 && same.errors.contains("no later than those they renew"), "\(same.errors)")

        try hire("curve", "/cms/single", root: "single.pem")
        let renewed = try archive.greffe(["renew"])
        #expect(renewed.status == 0, "\(renewed.errors)")
        #expect(renewed.output.contains(" time-stamps under sha256 by curve in renewals/"), "\(renewed.output)")
        let again = try archive.greffe(["renew"])
        #expect(again.status == 0 && again.output == "nothing is due\n", "\(again.output)\(again.errors)")
        #expect(try archive.greffe(["status"]).output.contains("none due before"))
        let letters = try archive.greffe(["renew", "--hash-tree"])
        #expect(letters.output.contains("renewed 1 letter under sha512 by curve in renewals/"), "\(letters.output)")
        let all = try archive.greffe(["renew", "--all", "--json"])
        #expect(all.status == 0 && all.output.contains("\"kind\":\"time-stamps\""), "\(all.output)\(all.errors)")
        #expect(try !archive.greffe(["renew", "--list"]).output.contains("letter"))
        try expectBothVerifiersAgree()
    }

    private func expectBothVerifiersAgree() throws {
        let roots = archive.folder.path + "/roots.pem"
        let pem = try office.file("root.pem") + office.file("single.pem")
        try Data(pem).write(to: URL(fileURLWithPath: roots))
        let arguments = [archive.archive, "--log-key", archive.archive + "/log.vkey", "--tsa-root", roots]
        let first = try Program("greffe-verify").run(arguments)
        #expect(first.status == 0 && first.output.contains(" renewals"), "\(first.output)")
        let script = Repository.root + "/Tests/independent/greffe_verify.py"
        let second = try Program(path: "/usr/bin/python3").run([script] + arguments)
        #expect(second.status == 0, "\(second.output)")
    }

    @Test func `letters whose digest ends are named with the command that carries them on`() async throws {
        let list = "greffe.algorithms/v1\ndigest sha256 \(month)\ndigest sha512 -\nrsa 2048 -\n"
        try list.write(toFile: archive.archive + "/algorithms", atomically: true, encoding: .utf8)
        let renewed = try archive.greffe(["renew", "--list"])
        let line = "due now: 1 letter by SHA-256, since sha256 ends \(month)  (greffe renew --hash-tree)"
        #expect(renewed.output.contains(line), "\(renewed.output)")
    }
}
