import GRDB
import GreffeCore
import GreffeIndex
import GreffeTestKit
import Testing

@Suite struct CustomerStoreTests {
    let folder = TemporaryFolder()

    private func store() throws -> CustomerStore { try CustomerStore.open(path: folder.file("customers.sqlite")) }

    private static let header =
        "customer_number;kind;title;first_name;last_name;birth_name;company_name;postcode;city;contracts\n"

    @Test func `a directory is imported, and its customers come back as they were given`() throws {
        let customers = InventedCustomers.directory(500, seed: 1)
        let store = try store()
        let report = try store.importing(Array(InventedCustomers.file(customers).utf8))
        #expect(report.added == 500 && report.faultCount == 0 && report.encoding == .utf8 && report.separator == ";")
        for customer in customers { #expect(try store.customer(customer.number) == customer) }
        #expect(try store.count() == 500)
    }

    @Test(arguments: [
        (";", "\n", false, false), (",", "\r\n", true, false), (";", "\r\n", false, true), ("\t", "\n", false, false),
    ])
    func `separators, line ends, byte order mark and Windows-1252 are understood`(
        separator: String, lineEnd: String, hasMark: Bool, isWindows: Bool
    ) throws {
        let customers = InventedCustomers.directory(120, seed: 2)
        let text = InventedCustomers.file(customers, separator: separator, lineEnd: lineEnd)
        var bytes = isWindows ? text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } : Array(text.utf8)
        if hasMark { bytes = [0xef, 0xbb, 0xbf] + bytes }
        let store = try store()
        let report = try store.importing(bytes)
        #expect(report.added == 120 && report.faultCount == 0)
        #expect(report.encoding == (isWindows ? .windows1252 : .utf8))
        #expect(String(report.separator) == separator)
        for customer in customers { #expect(try store.customer(customer.number) == customer) }
    }

    @Test func `quoted fields hold separators, quotes and line ends`() throws {
        let file =
            "customer_number,kind,company_name,city\n1,company,\"Durand, Père \"\"&\"\" Fils\",\"Le\nMans\"\n2,company,Bis,Tours"
        let store = try store()
        #expect(try store.importing(Array(file.utf8)).added == 2)
        let customer = try #require(try store.customer(CustomerNumber("1")))
        #expect(customer.companyName == "Durand, Père \"&\" Fils" && customer.city == "Le Mans")
    }

    @Test func `a bad row is named by its line and left out whole, the others come in`() throws {
        var bytes = Array(
            (Self.header + """
                1;person;M.;Jean;Martin;;;37000;Tours;A1
                2;person;M.;Jean
                ;person;M.;Paul;Petit;;;37000;Tours;A2
                3;robot;M.;Paul;Petit;;;37000;Tours;A3
                4;person;M.;Paul;;;;37000;Tours;A4
                5;company;;;;;;37000;Tours;A5
                6;person;M.;"Paul;Petit;;;37000;Tours;A6
                7;person;M.;Paul;Petit;;;37000;Tours;A7
                7;person;M.;Paul;Petit;;;37000;Tours;A8
                8;person;M.;Pa\u{7}ul;Petit;;;37000;Tours;A9

                9;person;M.;Anne;Pétit;;;37000;Tours;A10
                10;person;M.;An
                """).utf8)
        bytes += [0xe9] + Array("ne;Petit;;;37000;Tours;A11\n".utf8)
        for number in 11..<16 { bytes += Array("\(number);person;M.;Éléonore;Élie;;;37000;Tours;A12\n".utf8) }
        let store = try store()
        let report = try store.importing(bytes)
        #expect(report.faults.map(\.line) == [3, 4, 5, 6, 7, 8, 10, 11, 14])
        #expect(report.faults[0].reason == "4 fields where the header has 10")
        #expect(report.faults[7].reason == "first_name holds a control character")
        #expect(report.added == 8 && report.encoding == .utf8)
        for number in ["2", "3", "4", "5", "6", "8", "10"] {
            #expect(try store.customer(CustomerNumber(number)) == nil)
        }
        #expect(try store.customers(with: .contract, normalised: "A8", limit: 5).isEmpty)
        #expect(try store.customer(CustomerNumber("11"))?.firstName == "Éléonore")
    }

    @Test func `a quote left open spoils its row and not the file`() throws {
        var file = Self.header + "1;person;M.;\"Jean;Martin;;;37000;Tours;A1\n"
        for number in 2..<3_000 { file += "\(number);person;M.;Paul;Petit\(number);;;37000;Tours;B\(number)\n" }
        let report = try store().importing(Array(file.utf8))
        #expect(report.added == 2_998 && report.faults.map(\.line) == [2])
    }

    @Test(arguments: ["", "\n", "a;b\n1;2\n", "customer_number;kind;kind\n1;person;person\n"])
    func `a file that is no export is refused whole`(text: String) throws {
        let store = try store()
        let error = #expect(throws: IndexError.self) { try store.importing(Array(text.utf8)) }
        #expect(error?.code == "customers.not-an-export")
    }

    @Test func `UTF-16 is refused with advice`() throws {
        let error = #expect(throws: IndexError.self) { try store().importing([0xff, 0xfe, 0x63, 0x00]) }
        #expect(error?.message.contains("UTF-8") == true)
    }

    @Test func `unknown columns are kept aside and named`() throws {
        let store = try store()
        let report = try store.importing(
            Array("customer_number;kind;last_name;Loyalty card\n1;person;Petit;gold\n".utf8))
        #expect(report.unknownColumns == ["loyalty_card"] && report.added == 1)
    }

    @Test func `an import again brings up to date what changed, and marks who is missing as gone`() throws {
        var customers = InventedCustomers.directory(200, seed: 3)
        let store = try store()
        _ = try store.importing(Array(InventedCustomers.file(customers).utf8))
        #expect(try store.importing(Array(InventedCustomers.file(customers).utf8)).unchanged == 200)
        let gone = customers.removeLast()
        let old = customers[0]
        customers[0].contracts = ["NEW-1234567"]
        customers[0].lastName = "Wolkenstein"
        customers[0].companyName = "Wolkenstein"
        let report = try store.importing(Array(InventedCustomers.file(customers).utf8))
        #expect(report.updated == 1 && report.unchanged == 198 && report.gone == 1)
        #expect(try store.customers(with: .contract, normalised: "NEW1234567", limit: 5).map(\.number) == [old.number])
        for contract in old.contracts {
            let normal = IdentifierForm.normalise(contract, as: .contract)
            #expect(try store.customers(with: .contract, normalised: normal, limit: 5).isEmpty)
        }
        #expect(try store.find("wolkenstein", limit: 5).map(\.number) == [old.number])
        #expect(try store.customer(gone.number) == gone && store.isGone(gone.number))
        #expect(try store.customers(with: .customerNumber, normalised: gone.number.value, limit: 5).isEmpty)
        #expect(try store.count() == 199)
        #expect(try store.importing(Array(InventedCustomers.file(customers + [gone]).utf8)).updated == 1)
        #expect(try store.find(gone.number.value, limit: 5).map(\.number) == [gone.number])
    }

    @Test func `an import that fails half-way changes nothing`() throws {
        let customers = InventedCustomers.directory(50, seed: 4)
        let store = try store()
        _ = try store.importing(Array(InventedCustomers.file(customers).utf8))
        #expect(throws: IndexError.self) { try store.importing(file: folder.file("missing.csv")) }
        #expect(try store.count() == 50)
    }

    @Test func `a customer forgotten leaves nothing to be found by`() throws {
        let customers = InventedCustomers.directory(60, seed: 5)
        let store = try store()
        _ = try store.importing(Array(InventedCustomers.file(customers).utf8))
        for customer in customers.prefix(30) { #expect(try store.forget(customer.number)) }
        #expect(try store.forget(CustomerNumber("0")) == false)
        for customer in customers.prefix(30) {
            #expect(try store.customer(customer.number) == nil)
            #expect(try !store.customers(under: Set(CustomerKey.all(of: customer).filed), limit: 99).contains(customer))
        }
        let rest = try CustomerStore.inMemory()
        _ = try rest.importing(Array(InventedCustomers.file(Array(customers.dropFirst(30))).utf8))
        let words = Set(customers.flatMap { CustomerKey.all(of: $0).counted })
        #expect(try store.counts(of: words) == rest.counts(of: words))
    }

    @Test func `the SQLite directory answers as the one in memory does`() throws {
        let customers = InventedCustomers.directory(800, seed: 6)
        let memory = CustomersInMemory(customers)
        let store = try store()
        _ = try store.importing(Array(InventedCustomers.file(customers).utf8))
        for customer in customers {
            for (kind, value) in IdentifierForm.all(of: customer) {
                let found = try store.customers(with: kind, normalised: value, limit: 50)
                #expect(found == memory.customers(with: kind, normalised: value, limit: 50))
                #expect(found.contains(customer))
            }
            let keys = CustomerKey.all(of: customer)
            #expect(
                try store.customers(under: Set(keys.filed), limit: 500)
                    == memory.customers(under: Set(keys.filed), limit: 500))
            #expect(try store.counts(of: Set(keys.counted)) == memory.counts(of: Set(keys.counted)))
            let town: Set = [CustomerKey.town(customer.city)]
            #expect(try store.places(ofTowns: town, limit: 20) == memory.places(ofTowns: town, limit: 20))
        }
        for kind in IdentifierKind.allCases {
            #expect(try store.identifierShapes(of: kind) == memory.identifierShapes(of: kind))
        }
    }

    @Test func `the shapes of numbers are learnt from the directory`() throws {
        let file =
            Self.header + "40000001;person;;A;Petit;;;;;HAB1234567 QX/22/1\n40000002;person;;B;Petit;;;;;HAB-1234568\n"
        let store = try store()
        _ = try store.importing(Array(file.utf8))
        #expect(try store.identifierShapes(of: .customerNumber) == [IdentifierShape(shape: "99999999", count: 2)])
        #expect(
            try store.identifierShapes(of: .contract)
                == [IdentifierShape(shape: "HAB9999999", count: 2), IdentifierShape(shape: "QX999", count: 1)])
    }

    @Test func `letters that mean nothing in numbers become one shape`() throws {
        var file = Self.header
        for number in 0..<400 {
            let letters = String(decoding: [UInt8(65 + number % 20), UInt8(65 + number / 20)], as: UTF8.self)
            file += "\(40_000_000 + number);person;;A;Petit;;;;;\(letters)123456\n"
        }
        let store = try store()
        _ = try store.importing(Array(file.utf8))
        #expect(try store.identifierShapes(of: .contract) == [IdentifierShape(shape: "AA999999", count: 400)])
    }

    @Test(arguments: [
        "jeanne lefebvre", "LEFEBVRE Jeanne", "lefebvre tours", "lefevbre jeane", "Lefèbvre 37000", "44840898",
        "4484 0898",
        "MRH 50964336", "mrh-50964336", "06 39 98 64 95", "+33 6 39 98 64 95", "Jeanne.Lefebvre@boite.example", "lefeb",
        "jeanne thiébaut",
    ])
    func `a clerk's words find the customer`(words: String) throws {
        let file = """
            customer_number;kind;first_name;last_name;birth_name;phone;email;contracts;postcode;city
            44840898;person;Jeanne;Lefebvre;Thiébaut;+33 6 39 98 64 95;jeanne.lefebvre@boite.example;MRH50964336;37000;Tours
            44840899;person;Paul;Dubois;;06 11 22 33 44;;;44000;Nantes
            """
        let store = try CustomerStore.inMemory()
        _ = try store.importing(Array(file.utf8))
        #expect(try store.find(words, limit: 5).map(\.number.value) == ["44840898"])
    }

    @Test(arguments: ["", "   ", "*", "\"", "%", "'; --", "zzz qqq", "\u{0}", "@", "\\"])
    func `words that mean nobody find nobody and break nothing`(words: String) throws {
        let store = try store()
        _ = try store.importing(Array(InventedCustomers.file(InventedCustomers.directory(50, seed: 8)).utf8))
        #expect(try store.find(words, limit: 5).isEmpty)
    }

    @Test func `a customer file of another version is refused`() throws {
        try store().close()
        let path = folder.file("customers.sqlite")
        try DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 9") }
        #expect(throws: IndexError.unsupportedVersion(path: path, found: 9)) { try CustomerStore.open(path: path) }
    }
}
