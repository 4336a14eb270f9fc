extension Notion {
    /// The words of the notion; see the type.
    var words: String {
        switch self {
        case .orderNoun, .orderVerb, .supply, .deliver, .quantity, .goods, .service, .price: wordsOfOrdering
        case .invoice, .due, .pay, .tax, .total, .reminder, .credit, .fees, .rent, .consumption, .bank, .premium:
            wordsOfPaying
        case .damage, .water, .theft, .accident, .injury, .claim, .report, .repair, .expert: wordsOfLoss
        case .anger, .contest, .error, .late, .threat, .refund, .missing, .returned: wordsOfComplaint
        case .cancel, .contract, .certificate, .address, .customer, .quotation, .accept, .amend, .proxy, .privacy,
            .meter, .law, .death, .family, .job, .advertising, .event, .greeting, .undeliverable, .thanks, .satisfied,
            .question, .enclosed, .never, .inform, .request, .urgent, .form, .weSent:
            wordsOfAffairs
        default: wordsOfActs
        }
    }

    private var wordsOfOrdering: String {
        switch self {
        case .orderNoun:
            """
            commande, commandes, bon de commande, bons de commande, reassort*, reapprovisionnement*, appel de livraison
            order, orders, purchase order, order form, po, reorder, repeat order, call-off, call off
            bestell*, auftrag, auftrage, auftrags*, abruf*, nachbestell*, bestellschein
            """
        case .orderVerb:
            """
            je commande, nous commandons, commander, passer commande, passons commande, je vous commande, souhaitons commander,
            desire commander, souhaite commander, je prends, mettez-moi, mettez moi, il me faut, il nous faut, rajoutez, ajoutez
            we order, please order, i would like to order, wish to order, we wish to order, put me down for, book us, place an order
            wir bestellen, bestelle ich, ich bestelle, bestellen wir, beauftragen wir, wir beauftragen, erteilen wir
            """
        case .supply:
            """
            fournir, faire parvenir, veuillez livrer, veuillez nous livrer, nous livrer, me livrer, nous adresser, expedier,
            envoyez-moi, envoyez-nous, m'envoyer, nous envoyer, merci d'envoyer, merci de livrer, bien vouloir livrer
            please supply, please send, please deliver, send us, send me, supply us, let us have, please ship
            bitte liefern, liefern sie, senden sie uns, senden sie mir, schicken sie, bitte senden, bitte schicken, zusenden
            """
        case .deliver:
            """
            livr*, livraison*, franco, expedition*, transport*, chauffeur, quai, palette*, adresse de livraison, lieu de livraison
            deliver*, shipping, shipment*, carriage, dispatch*, pallet*, delivery address, lead time
            liefer*, anlieferung, versand*, frei haus, spedition*, palette*, lieferadresse, liefertermin, lieferanschrift
            """
        case .quantity:
            """
            quantite*, qte, qtes, nombre, nb, carton*, boite*, piece*, paquet*, rouleau*, bidon*, sac, sacs, lot, lots, unite*, paire*,
            exemplaire*, douzaine*, flacon*, tonne*, litre*, caisse*, ramette*
            quantity, qty, box, boxes, pack, packs, pcs, pieces, roll, rolls, each, unit, units, pair, pairs, copies, dozen, crate*, tin, tins
            menge, stuck, stuck, stk, anzahl, karton*, packung*, rolle*, paar, kiste*, dose, dosen, exemplar*, gebinde, satz, beutel, liter
            """
        case .goods:
            """
            article*, reference*, ref, designation*, code, modele, taille, couleur, coloris, fourniture*, materiel, catalogue, produit*
            item*, article*, catalogue, catalog, product*, size, colour, description, model, part no, goods, supplies
            artikel*, art nr, bezeichnung*, grosse, farbe, katalog*, ware, waren, material, produkt*, pos
            """
        case .service:
            """
            intervention*, prestation*, main d'oeuvre, main-d'oeuvre, deplacement*, installation*, pose, montage, entretien, maintenance,
            nettoyage, formation*, heures, forfait, atelier, travaux
            labour, labor, call-out, call out, installation, servicing, maintenance, cleaning, training, hours, workshop, works
            arbeitszeit, montage, wartung*, reinigung*, anfahrt, stunden, einbau, schulung*, dienstleistung*, arbeiten
            """
        default:
            """
            prix, prix unitaire, pu, p.u, tarif*, remise, rabais, cout
            price*, unit price, rate, rates, discount, cost
            preis*, einzelpreis, stuckpreis, ep, gesamtpreis, rabatt, kosten
            """
        }
    }

    private var wordsOfPaying: String {
        switch self {
        case .invoice:
            """
            facture, factures, facturation, factur*, note de frais, note d'honoraires, note d'hotel, pro forma, proforma, decompte*,
            releve de factures, memoire, avis d'echeance, appel de fonds, appel de cotisation*, titre de recette*, avis des sommes a payer,
            appel de prime, quittance*
            invoice*, bill, bills, billing, tax invoice, statement of account, statement, debit note, fee note
            rechnung*, rechnungs*, faktura, honorarnote, liquidation, abrechnung*, gebuhrenbescheid, beitragsrechnung, kostennote
            """
        case .due:
            """
            net a payer, a payer, montant du, reste du, reste a payer, solde du, solde a payer, a regler, somme due, sommes dues,
            echeance, exigible*, payable*, date limite de paiement, total a payer, a reception, net de taxe, doit
            amount due, balance due, total due, due date, payable, due, now due, outstanding, payment terms, terms, owing, please pay
            zahlbar, fallig*, zu zahlen, zahlungsziel, offener betrag, restbetrag, zahlbetrag, rechnungsbetrag, ohne abzug, skonto
            """
        case .pay:
            """
            payer, paye, payee, paiement*, regler, regle, reglement*, verser, versement, cheque*, virement*, prelev*, acquitte*, carte bancaire
            pay, paid, payment*, cheque, remit*, remittance, bank transfer, direct debit, settle*, settlement, card
            zahlen, zahlung*, bezahl*, uberweis*, begleich*, beglichen, abbuch*, lastschrift*, scheck
            """
        case .tax:
            """
            tva, ht, ttc, hors taxe*, toutes taxes, taux, t.v.a, h.t, t.t.c, autoliquidation, franchise en base, 293 b, intracommunautaire
            vat, net, gross, excl, incl, excluding vat, including vat, vat reg, tax
            mwst, ust, netto*, brutto*, mehrwertsteuer, umsatzsteuer, steuer*, ust-idnr, idnr
            """
        case .total:
            """
            total, sous-total, montant*, somme, total ht, total ttc, a reporter, net, solde
            total, subtotal, sub-total, amount*, sum, balance, carried forward
            summe, gesamt*, betrag*, zwischensumme, endbetrag, gesamtsumme, saldo
            """
        case .reminder:
            """
            relance*, rappel, impaye*, sauf erreur ou omission, penalites de retard, indemnite forfaitaire, dernier avis, restent dues,
            non reglee*, reste impayee*, croise notre courrier, interets de retard, recouvrement
            reminder, overdue, unpaid, final notice, past due, outstanding invoice*, arrears, late payment interest, crossed in the post
            mahn*, zahlungserinnerung, uberfallig*, offene rechnung*, verzugszinsen, letzte mahnung, zahlungsverzug, uberschneid*
            """
        case .credit:
            """
            avoir, avoirs, facture d'avoir, note de credit, a deduire, ristourne
            credit note, credit memo, credited, credit
            gutschrift*, storno*, stornorechnung, rechnungskorrektur
            """
        case .fees:
            """
            honoraire*, debours, emoluments, vacation*, provision*, consultation*, acte*, frais, redevance*, cotisation*, adhesion
            fee, fees, disbursements, professional services, consultation, subscription, membership, dues, charges
            honorar*, gebuhr*, auslagen, beitrag*, mitgliedsbeitrag, kosten, vergutung
            """
        case .rent:
            """
            loyer*, charges locatives, bail, locataire*, bailleur, terme, copropriete, syndic, quote-part, tantiemes
            rent, lease, tenant*, landlord, service charge, ground rent
            miete*, nebenkosten, mieter*, vermieter, pacht, hausgeld, wohngeld
            """
        case .consumption:
            """
            kwh, consommation*, abonnement, index, m3, heures creuses, communications, forfait mobile, peage*, carburant, nuitee*, petit dejeuner,
            taxe de sejour, chambre, sejour
            usage, consumption, standing charge, calls, data, night*, breakfast, room, fuel, toll*
            verbrauch*, grundpreis, arbeitspreis, zahlerstand, ubernachtung*, fruhstuck, zimmer, maut, kraftstoff
            """
        case .bank:
            """
            iban, bic, rib, swift, domiciliation, coordonnees bancaires, compte bancaire, mandat sepa, titulaire du compte
            iban, swift, sort code, account number, account no, bank details, account name
            iban, bic, bankverbindung, konto*, kontoinhaber, blz, sepa-lastschriftmandat, geldinstitut
            """
        default:
            """
            prime, primes, cotisation*, avis d'echeance, garantie*, assiette
            premium*, renewal, instalment*
            pramie*, beitragsrechnung, versicherungsbeitrag
            """
        }
    }

    private var wordsOfLoss: String {
        switch self {
        case .damage:
            """
            degat*, dommage*, endommag*, casse*, cassee*, fissur*, fendu*, abime*, deterior*, defaillan*, defectu*, defaut*, panne*, hors service,
            hors d'usage, avarie*, sinistree*, tombe en panne, ne fonctionne*, ne marche*, rouille*, raye*, tache*, moisi*, decoll*, gondol*,
            cabosse*, bosse*, ecras*, troue*, dechir*, fuit, perim*, pourri*, bris*, vice*, malfacon*, non conforme*, non-conform*
            damage*, broken, crack*, faulty, defect*, burst, leak*, smashed, dented, scratched, ruined, stained, torn, spoiled, spoilt, mould*,
            does not work, doesn't work, stopped working, broke down, failed, not fit for purpose, substandard
            schaden*, beschadig*, defekt*, kaputt*, gebrochen*, riss, risse, zerstor*, zerbroch*, verbeult, zerkratzt, undicht*, mangel*, mangelhaft*,
            fehlerhaft*, funktioniert nicht, verschimmelt, schimmel*, beschmutzt
            """
        case .water:
            """
            degat des eaux, degats des eaux, inond*, infiltr*, fuite*, incendie*, brul*, fumee, tempete*, grele*, orage*, foudre, toiture*, canalisation*,
            rupture, gel, catastrophe naturelle, explosion, court-circuit, surtension, tuile*, plafond*, degele*
            flood*, water damage, escape of water, fire, burnt, smoke, storm*, hail*, lightning, roof, pipe, pipes, ceiling, subsidence
            wasserschaden, leitungswasser*, rohrbruch, uberschwemm*, brand, feuer, verbrannt, sturm*, hagel*, blitz*, dach, rauch, decke, uberspannung*
            """
        case .theft:
            """
            vol, vole, voles, volee*, cambriol*, effraction, vandal*, derob*, pickpocket*, main courante, depot de plainte, plainte, police, gendarmerie,
            commissariat, disparu*, piratage, fraud*, usurp*, escroquerie, arnaque
            theft, stolen, stole, burgl*, break-in, vandal*, robbed, crime reference, police, gendarmerie, fraud*, scam, hacked
            diebstahl, gestohlen*, einbruch*, eingebrochen, entwendet*, vandalismus, polizei, anzeige, betrug*
            """
        case .accident:
            """
            accident*, collision*, heurt*, percut*, choc, constat, constat amiable, carambol*, accroch*, chute, chut*, renvers*, tombe, tombee, glisse*,
            pare-brise, parechoc*, pare-choc*, vehicule*, tiers, circulation, temoin*, croquis, responsabilite civile
            accident*, collision, collided, crash*, hit, struck, slipped, fell, fall, windscreen, bumper, vehicle, third party, witness*, liability
            unfall*, zusammensto*, kollision, aufgefahren, angefahren, gesturzt, sturz, ausgerutscht, windschutzscheibe, fahrzeug*, zeuge*, haftpflicht*,
            unfallgegner, stossstange
            """
        case .injury:
            """
            bless*, corporel*, hopital, hospitalis*, fracture*, plaie, douleur*, arret de travail, incapacite, invalid*, urgences, medecin*, itt,
            certificat medical, effet indesirable, effets indesirables, allergi*, pharmacovigilance, prejudice*
            injur*, hospital, fracture, broke my, pain, unable to work, sick leave, ambulance, adverse, side effect*, rash, disability
            verletz*, krankenhaus, bruch, gebrochen, schmerz*, arbeitsunfahig*, nebenwirkung*, arzt, prellung*, notaufnahme, invalid*
            """
        case .claim:
            """
            sinistre*, reclamation*, dossier sinistre, indemnisation, plainte, recours
            claim, claims, complaint*, grievance
            schadensfall*, schadenfall*, schadennummer, reklamation*, beschwer*, schaden nr, schadensnummer, mangelruge, mangelanzeige
            """
        case .report:
            """
            declaration de sinistre, declare, declarer, declaration, je vous declare, vous signale*, vous informe que, j'ai constate, nous avons constate,
            a ete victime, j'ai ete victime, s'est produit*, survenu*, est survenu, circonstances, date du sinistre, lieu du sinistre, constat*, reserves,
            formule des reserves, lettre de reserves
            report a, to report, i am reporting, notify you of, notification of loss, occurred, happened, what happened, circumstances, date of loss, incident
            schadenanzeige, schadensmeldung, schadenmeldung, melde ich, melden wir, ereignete sich, hergang, schadentag, schadensdatum, festgestellt,
            mussten wir feststellen
            """
        case .repair:
            """
            repar*, remplac*, remise en etat, depann*, devis de reparation, carrosserie, garage, garagiste, remorqu*, epave
            repair*, replace*, fix, garage, bodyshop, towed, towing, write-off, replacement
            reparatur*, reparier*, ersatz*, austausch*, werkstatt, abschlepp*, instandsetz*, totalschaden
            """
        default:
            """
            expert, expertise*, rapport d'expert*, contre-expert*, vetuste, franchise, garantie, garantie, indemnite*
            loss adjuster, assessor, surveyor, engineer's report, excess, cover, valuation
            gutachten, gutachter, sachverstand*, selbstbeteiligung, deckung, zeitwert
            """
        }
    }
}
