import GreffeTestKit
import Testing

/// Manual pages and completions as scripts/make-manual makes them.
@Suite struct ManualTests {
    @Test func `manual pages and completions come out of the help, one page a command, and each is well formed`() throws
    {
        let folder = try TemporaryFolder()
        let made = try Program(path: Repository.root + "/scripts/make-manual").run([
            Program.builtPrograms, folder.path,
        ])
        try #require(made.status == 0, "\(made.errors)")
        for command in CommandTests.commands {
            let page = try Program(path: "/bin/zcat").run([folder.path + "/man/man1/greffe-\(command).1.gz"]).output
            #expect(page.hasPrefix(".TH \"GREFFE\\-"), "\(command)")
            #expect(page.contains(".SH SYNOPSIS"), "\(command)")
        }
        let hold = try Program(path: "/bin/zcat").run([folder.path + "/man/man1/greffe-hold.1.gz"]).output
        #expect(hold.contains("\\fBgreffe hold add\\fR") && hold.contains("Why: the dispute"))
        let bash = folder.path + "/bash-completion/completions/greffe"
        #expect(try Program(path: "/bin/bash").run(["-n", bash]).status == 0)
        let words = try Program(path: "/bin/bash").run([
            "-c", "source \(bash) && COMP_WORDS=(greffe hold '') COMP_CWORD=2 && _greffe; echo ${COMPREPLY[*]}",
        ])
        #expect(words.output.contains("release"), "\(words.output)\(words.errors)")
        for file in ["/zsh/vendor-completions/_greffe", "/fish/vendor_completions.d/greffe.fish"] {
            #expect(try Program(path: "/bin/cat").run([folder.path + file]).output.contains("hold"), "\(file)")
        }
    }
}
