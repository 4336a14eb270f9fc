import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.ers.ERSArchiveTimeStampGenerator;
import org.bouncycastle.tsp.ers.ERSByteData;
import org.bouncycastle.tsp.ers.ERSData;
import org.bouncycastle.tsp.ers.ERSDataGroup;
import org.bouncycastle.tsp.ers.ERSEvidenceRecord;
import org.bouncycastle.tsp.ers.ERSEvidenceRecordGenerator;

/**
 * Evidence records (RFC 4998) by BouncyCastle, which knows nothing of greffe.
 *
 *   check RECORD OBJECT...                  whether the record covers the group of these objects
 *   request OUT GROUP...                    writes OUT/root.tsq, a request over a tree of groups; GROUP is a,b,c
 *   make OUT RESPONSE GROUP...              writes OUT/0.ers, OUT/1.ers, ... one a group
 */
public class Records {
    static final DigestCalculatorProvider digests = provider();

    static DigestCalculatorProvider provider() {
        try {
            java.security.Security.addProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider());
            return new JcaDigestCalculatorProviderBuilder().build();
        } catch (Exception error) {
            throw new IllegalStateException(error);
        }
    }

    static ERSData group(String[] files) throws Exception {
        List<ERSData> members = new ArrayList<>();
        for (String file : files) members.add(new ERSByteData(Files.readAllBytes(Path.of(file))));
        return members.size() == 1 ? members.get(0) : new ERSDataGroup(members);
    }

    static ERSArchiveTimeStampGenerator generator(String[] arguments, int first) throws Exception {
        DigestCalculator sha256 = digests.get(new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256));
        ERSArchiveTimeStampGenerator generator = new ERSArchiveTimeStampGenerator(sha256);
        for (int place = first; place < arguments.length; place++) generator.addData(group(arguments[place].split(",")));
        return generator;
    }

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
        case "check": {
            ERSEvidenceRecord record = new ERSEvidenceRecord(Files.readAllBytes(Path.of(arguments[1])), digests);
            String[] files = java.util.Arrays.copyOfRange(arguments, 2, arguments.length);
            record.validatePresent(group(files), new Date());
            X509CertificateHolder signer = record.getSigningCertificate();
            record.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
            System.out.println("valid");
            break;
        }
        case "request": {
            TimeStampRequestGenerator requests = new TimeStampRequestGenerator();
            requests.setCertReq(true);
            TimeStampRequest request = generator(arguments, 2).generateTimeStampRequest(requests, BigInteger.valueOf(7));
            Files.write(Path.of(arguments[1], "root.tsq"), request.getEncoded());
            break;
        }
        case "make": {
            TimeStampResponse response = new TimeStampResponse(Files.readAllBytes(Path.of(arguments[2])));
            List<ERSEvidenceRecord> records =
                new ERSEvidenceRecordGenerator(digests).generate(
                    generator(arguments, 3).generateArchiveTimeStamps(response));
            int number = 0;
            for (ERSEvidenceRecord record : records)
                Files.write(Path.of(arguments[1], number++ + ".ers"), record.getEncoded());
            break;
        }
        default: throw new IllegalArgumentException(arguments[0]);
        }
    }
}
