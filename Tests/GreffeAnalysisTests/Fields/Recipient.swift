import GreffeAnalysis
import GreffeCore
import GreffeTestKit

/// The company all letters of these tests are written to, and how its directory's contracts look. Invented.
enum Recipient {
    static let organisation = Organisation(
        names: ["Valmorel Assurances", "Valmorel Négoce"],
        addresses: ["8 quai des Tanneurs, 36000 Châteauroux", "CS 30118, 36020 Châteauroux Cedex"],
        identifiers: ["913 024 587 00016", "FR21912488509", "02 54 99 10 10", "valmorel.example"])

    static let shapes = ["HAB99999999", "AT9999999A", "CPT-99-9999", "PRO-9999-999999", "EPA/99/999999"]
        .map { IdentifierShape(shape: $0, count: 40) }

    static let addressBlock = """
        Valmorel Assurances
        Service Clients
        CS 30118
        36020 Châteauroux Cedex
        """
}

/// The fields found in a letter given as text, by page.
func fields(
    _ pages: String..., letterClass: LetterClass, organisation: Organisation = Recipient.organisation,
    shapes: [IdentifierShape] = Recipient.shapes
) -> [FieldName: String] {
    FieldExtractor(organisation: organisation, contractShapes: shapes)
        .fields(of: .plain(pages: pages), language: "fr", letterClass: letterClass).mapValues(\.value)
}

/// The same with confidences and places.
func values(_ pages: String..., letterClass: LetterClass) -> [FieldName: FieldValue] {
    FieldExtractor(organisation: Recipient.organisation, contractShapes: Recipient.shapes)
        .fields(of: .plain(pages: pages), language: "fr", letterClass: letterClass)
}
