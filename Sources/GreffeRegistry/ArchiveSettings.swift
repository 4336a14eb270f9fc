package import GreffeCore

/// What an archive is told from outside: who we are, which languages to expect, what each class needs. Read from
/// `greffe.yaml` and `workflows/` by the programs that open the archive.
package struct ArchiveSettings: Sendable {
    package var organisation: Organisation
    package var languages: [String]
    package var workflows: [LetterClass: Workflow]

    package init(organisation: Organisation, languages: [String], workflows: [LetterClass: Workflow]) {
        (self.organisation, self.languages, self.workflows) = (organisation, languages, workflows)
    }
}
