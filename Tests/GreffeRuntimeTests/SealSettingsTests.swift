import GreffeCore
import GreffeProof
import GreffeRuntime
import Testing

@Suite struct SealSettingsTests {
    private func seals(_ text: String) throws(ConfigurationError) -> [SealSettings] {
        try Configuration.read(Array(("organisation: {}\n" + text).utf8), file: "greffe.yaml").seals
    }

    @Test func `authorities are read as they are asked`() throws {
        let seals = try seals(
            """
            seals:
              authorities:
                - name: main
                  url: https://tsa.example.fr/tsr
                  anchors: tsa.pem
                  policy: 1.2.3.4
                  qualified: true
                  hash: sha512
                - {name: second-2, url: "http://tsa.example.org/", anchors: [/etc/a.pem, b.pem]}
            """)
        #expect(seals.map(\.name) == ["main", "second-2"])
        #expect(seals[0].policy == "1.2.3.4")
        #expect(seals.map(\.isQualified) == [true, false])
        #expect(seals.map(\.algorithm) == [.sha512, .sha256])
        #expect(seals[1].anchors == ["/etc/a.pem", "b.pem"])
    }

    @Test func `without seals there are no authorities`() throws { #expect(try seals("seals:\n").isEmpty) }

    @Test(arguments: [
        ("seals: {authorities: []}", "0 authorities"),
        ("seals: {authority: []}", "unknown key \"authority\""),
        ("seals: {authorities: [{name: a, url: 'https://x', anchors: a.pem, root: b}]}", "unknown key \"root\""),
        ("seals: {authorities: [{name: A, url: 'https://x', anchors: a.pem}]}", "cannot name an authority"),
        ("seals: {authorities: [{name: a, url: 'file:///x', anchors: a.pem}]}", "no web address"),
        ("seals: {authorities: [{name: a, url: 'https://x'}]}", "missing key \"anchors\""),
        ("seals: {authorities: [{name: a, url: 'https://x', anchors: []}]}", "no anchor"),
        ("seals: {authorities: [{name: a, url: 'https://x', anchors: a, policy: x}]}", "no policy"),
        ("seals: {authorities: [{name: a, url: 'https://x', anchors: a, hash: sha1}]}", "not one of"),
        (
            "seals: {authorities: [{name: a, url: 'https://x', anchors: a}, {name: a, url: 'https://y', anchors: a}]}",
            "two authorities"
        ),
    ])
    func `a mistake is named`(text: String, problem: String) {
        let error = #expect(throws: ConfigurationError.self) { try seals(text) }
        #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
        #expect(error?.line == 2)
    }
}
