extension Notion {
    /// What a letter does, said as letters say it: it acknowledges, quotes, remits, declares, demands.
    var wordsOfActs: String {
        wordsOfTradeActs ?? wordsOfPaymentActs ?? wordsOfClaimActs ?? wordsOfOfficeActs
    }

    private var wordsOfTradeActs: String? {
        switch self {
        case .acknowledges:
            """
            accuse de reception, accuse reception, confirmation de commande, confirmation de votre commande,
            bien recu votre commande, avons enregistre, merci de votre commande,
            votre commande est, votre commande a ete, votre commande du, enregistree sous, recepisse, nous accusons,
            j'accuse reception, bonne note de votre
            order acknowledgement, acknowledgement of order, thank you for your order, we confirm your order,
            order confirmation, your order has been, acknowledge receipt
            auftragsbestatigung, wir danken fur ihren auftrag, ihren auftrag vom, ihre bestellung vom,
            danken fur ihre bestellung, eingangsbestatigung, wir bestatigen ihre
            """
        case .quotes:
            """
            devis n, devis numero, notre offre, notre meilleure offre, offre de prix n, proposition commerciale,
            notre proposition, vous proposons, vous proposer, validite de l'offre,
            offre valable, prix valables, valable jusqu'au, suite a votre demande, votre consultation, pour accord,
            si cette offre, cette proposition, reste valable, devis gratuit,
            offre n, duree de validite, retenir votre attention
            quotation, our quotation, our quote, we are pleased to quote, pleased to offer, valid for, price holds,
            to accept, estimate no, we should be pleased to, our best price
            angebot nr, unser angebot, unverbindlich*, freibleibend, bieten wir ihnen, bieten wir,
            an dieses angebot, ihre anfrage, gebunden, kostenvoranschlag nr, gultig bis,
            angebotsnummer, uber ihren auftrag
            """
        case .asksPrice:
            """
            demande de prix, demande de devis, demande de tarif, votre meilleure offre, votre meilleur prix,
            meilleurs prix, chiffrer, etablir un devis, etablir une proposition, proposition chiffree,
            quel serait le prix, vos tarifs, vos conditions, nous faire une offre, obtenir un devis,
            souhaiterais un devis, un devis pour, consultation, remettre votre offre, estimation
            request for quotation, please quote, quote us, your best price, not an order, let us have a quotation,
            would like a quotation, a quote for, price for, quotations to reach
            anfrage, bitten um ein angebot, bitte um ein angebot, um angebot, ein angebot uber, nennen sie uns,
            unterbreiten sie, was kostet, angebot fur
            """
        case .acceptsOffer:
            """
            bon pour accord, bon pour commande, accepte votre devis, acceptons votre, votre devis, votre offre du,
            votre proposition du, devis signe, devis accepte, retourne signe, retourne ci-joint,
            nous retenons, j'accepte, donnons suite favorable, vous pouvez commencer, vous pouvez lancer,
            lancement en fabrication
            your quotation, we accept, accept your, pleased to accept, go ahead, your estimate, please proceed,
            signed copy, i accept
            ihr angebot, nehmen wir an, nehme ich an, erteilen wir ihnen den auftrag, erteile ich, den auftrag,
            auftrag erteilt, unterschriebene exemplar, ihrem kostenvoranschlag
            """
        case .ordersNow:
            """
            bon de commande, commande ferme, notre commande, ma commande, passer commande, passons commande,
            passe commande, je vous commande, nous vous commandons, merci de nous livrer, veuillez nous livrer,
            veuillez m'envoyer, veuillez me faire parvenir, merci de livrer, a nous livrer, merci de m'envoyer,
            envoyez-moi, mettez-moi, il nous faut, il me faut, nous avons besoin de, j'ai besoin de,
            je desire recevoir, nous desirons recevoir, bien vouloir nous livrer, bien vouloir me livrer,
            bien vouloir nous faire parvenir, je prends, nous prenons, souhaite commander, souhaitons commander,
            ordre de service, lettre de commande, confirmons notre commande, livrez-nous, pour notre commande
            purchase order, please supply, please send us, please send me, kindly send me, kindly supply, our order,
            we wish to order, i wish to order, would like to order, our official order, po number, please deliver,
            put me down, we shall need, we need
            bestellen wir, wir bestellen, ich bestelle, bestelle ich, hiermit bestellen, hiermit beauftragen,
            bitte liefern sie, wir benotigen, unsere bestellung, bestellung nr, bestellnummer, brauchen wir,
            nehmen wir
            """
        case .subscribes:
            """
            bulletin de commande, bulletin d'abonnement, bulletin d'adhesion, bulletin de souscription, je m'abonne,
            je souscris, oui je, demande d'adhesion, formule choisie, formule, mandat de prelevement, mandat sepa,
            je regle par, mode de paiement, mon mode de reglement, je choisis, coupon reponse, abonnement d'un an,
            date d'effet souhaitee, creancier
            order form, subscription form, i subscribe, please start my, start my subscription,
            direct debit instruction, i enclose a cheque, payment by, please enrol, membership form
            bestellschein, bestellkarte, ich abonniere, beitrittserklarung, lastschriftmandat, zahlungsart, ja ich,
            aufnahmeantrag
            """
        case .wantsDelivery:
            """
            a livrer, livraison souhaitee, delai de livraison, delai souhaite, date de livraison souhaitee,
            lieu de livraison, adresse de livraison, livrer a, livrer avant, livraison avant, livraison le,
            a livrer avant,
            des que possible, franco, adresse de facturation, facturer a, facture a adresser, rappeler notre,
            mentionner sur la facture, a rappeler
            deliver by, delivery by, delivery required, deliver to, ship to, invoice to, quoting, must appear on,
            required by
            liefertermin, lieferung bis, liefern bis, lieferanschrift, lieferadresse, rechnung an, anlieferung,
            auftragsbestatigung erbeten, bitte bestatigen sie uns
            """
        case .deliversGoods:
            """
            bon de livraison, bordereau de livraison, avis d'expedition, avis de passage, annonce de livraison,
            sera livree, sera livre, livraison prevue, expedition prevue, reliquat*, colis, nombre de colis, recu le,
            transporteur, livre, commande client, destinataire, quantite livree, poids, signature du client
            delivery note, packing list, despatch note, dispatched, back order, received in good order,
            will be delivered, shipped, carrier
            lieferschein, ausgeliefert, geliefert, nachgeliefert, empfangen, ware erhalten, versandanzeige,
            auslieferung
            """
        case .listsPrices:
            """
            tarif au, nouveau tarif, nouveaux tarifs, grille tarifaire, tarif professionnel, liste de prix,
            annule et remplace, colisage, hausse, evolution de nos tarifs, nos tarifs, nos prix s'entendent
            price list, our prices, new prices, prices from, all prices, price increase, trade prices
            preisliste, neue preise, gultig ab, preisanpassung, unsere preise, alle preise
            """
        default: nil
        }
    }

    private var wordsOfPaymentActs: String? {
        switch self {
        case .remits:
            """
            en reglement de, en paiement de, avis de virement, avis de paiement, avis de reglement,
            procede au virement, cheque n, mon cheque, notre cheque, un cheque de, cheque ci-joint, le cheque de,
            lettre-cheque,
            lettre cheque, avons regle, ai regle, je regle, je vous regle, a ete payee, ete paye, paye par virement,
            virement de, effectue un virement, montant vire, total vire, net regle, solder, en ma faveur, votre rib,
            beneficiaire, mandat n, emis a votre profit, ordre de virement, le reglement de, paiement de la facture,
            reglement de votre, paiement de ma, reglement de ma, paiement de votre
            remittance advice, in settlement of, our cheque, my cheque, cheque for, in payment of, payment of your,
            has been paid, we have paid, i have paid, total paid, payee, bacs, postal order, have today paid
            zahlungsavis, haben wir uberwiesen, habe ich uberwiesen, heute uberwiesen, uberwiesen,
            zur zahlung angewiesen, zahlung ihrer, zum ausgleich, begleichen wir, zahlbetrag
            """
        case .billsUs:
            """
            facture n, facture numero, facture du, numero de facture, note d'honoraires, avis d'echeance,
            appel de cotisation, appel de fonds, titre de recette, avis des sommes a payer, facture d'acompte,
            notre facture, nos factures,
            mes honoraires, nos honoraires, ma note, memoire de frais, note de frais, decompte, quittance, doit,
            votre facture du, facture de, facture d'eau, facture d'avoir
            invoice no, invoice number, invoice date, tax invoice, our invoice, our fees, my fee, fee note,
            tax point, your bill, bill date, rent demand, statement of account, to professional services
            rechnung nr, rechnungsnummer, rechnungsdatum, rechnung vom, unsere rechnung, honorarrechnung,
            beitragsrechnung, liquidation, jahresabrechnung, erlaube ich mir zu berechnen, lieferantenrechnung
            """
        case .asksPayment:
            """
            net a payer, a payer avant, a regler avant, total a payer, montant a payer, montant a regler,
            somme a payer, reglement par, reglement a, payable a, payable par, a l'ordre de, votre reglement,
            nous faire parvenir votre reglement,
            vous saurais gre, bien vouloir regler, proceder au reglement, sera preleve, sera prelevee,
            prelevement le, date limite de paiement, echeance, reste du, a reception, sous 30 jours, 30 jours,
            fin de mois, acompte a verser,
            cette somme, la somme de, en votre aimable reglement
            total due, amount due, balance due, please pay, payment within, payable on, payable to, terms 30,
            terms strictly, net 30, now due, we will collect, your remittance, cheques payable, payment is due
            zahlbar, zu zahlen, bitte uberweisen, uberweisen sie, zahlungsziel, fallig am, ohne abzug,
            innerhalb von 14 tagen, innerhalb von 30 tagen, wird abgebucht, wird von ihrem konto, rechnungsbetrag,
            nachzahlung, bitte zahlen
            """
        case .smallPrint:
            """
            penalites de retard, penalite de retard, indemnite forfaitaire, reserve de propriete, escompte,
            tva non applicable, 293 b, taux legal, clause penale, frais de recouvrement, taux de penalite,
            pas d'escompte, exonere de tva,
            tva acquittee
            goods remain, until paid, late payment, statutory interest, retention of title, zero rated,
            errors and omissions
            eigentumsvorbehalt, verzugszinsen, skonto, kleinunternehmer, umsatzsteuerfrei, gerichtsstand
            """
        case .remindsUs:
            """
            sauf erreur, reste impayee, restent impayees, rappel de paiement, premier rappel, deuxieme rappel,
            dernier rappel, n'avons pas recu votre reglement, pas encore recu votre reglement, demeure impayee,
            reste a ce jour,
            votre compte presente, solde debiteur, croise ce courrier, croise le present, vous etes redevable,
            somme restant due, mise en demeure de payer
            overdue account, still outstanding, remains unpaid, second reminder, final reminder, friendly reminder,
            payment has not been received, disregard this, kindly disregard
            zahlungserinnerung, mahnung, mahngebuhr, keinen zahlungseingang, noch offen, offener betrag,
            uberschnitten, gegenstandslos
            """
        default: nil
        }
    }

    private var wordsOfClaimActs: String? {
        switch self {
        case .declaresLoss:
            """
            je vous declare, je declare, nous vous declarons, declaration de sinistre, declaration d'accident,
            declaration d'un, declaration de vol, ouvrir un dossier, ouverture d'un dossier, mandater un expert,
            envoyer un expert, passage de l'expert,
            passage d'un expert, missionner, prise en charge, prendre en charge, ai ete victime, a ete victime,
            avons ete victimes, s'est produit, dans la nuit, depot de plainte, porte plainte, numero de sinistre,
            en cas de sinistre,
            date et heure, nature des, etendue des, mesures conservatoires, photos jointes, assure chez vous,
            assuree chez vous, que dois-je faire, mettre en jeu, mise en jeu, faire jouer, comment declarer
            claim form, wish to claim, i wish to claim, make a claim, send your assessor, loss adjuster,
            crime reference, i have to report, notify you, while we were away, was stolen, are insured with you,
            police report, when will somebody
            schaden melden, melde ich, schadenmeldung, schadensmeldung, schadenanzeige,
            schicken sie einen gutachter, besichtigung, wurde gestohlen, bei ihnen versichert, polizei hat,
            schadennummer, geltend
            """
        case .demands:
            """
            je reclame, nous reclamons, j'exige, nous exigeons, je demande le remboursement,
            demande le remboursement, rembourser, remboursez, je vous demande d'annuler, annuler cette facture,
            annuler la facture, avoir complet,
            demandons le remplacement, venir reprendre, venez reprendre, reprenez, je veux, des excuses,
            dedommagement, geste commercial, remplacement gratuit, rectifier, corriger, corrigez, revoir votre,
            faites le necessaire,
            me livrer les, livrer ou rendez, je vous somme, un avoir, regulariser, contre-expertise, prejudice
            i want, refund me, my money back, written apology, apology, replace, put this right, i require,
            i demand, i insist, credit us, collect these, correct this, i expect
            ich verlange, wir verlangen, ich fordere, wir fordern, ich erwarte, entschuldigung, ersatzlieferung,
            nacherfullung, nachbesserung, schreiben sie uns, nehmen sie die, korrigieren sie, ruckerstattung,
            liefern sie umgehend
            """
        case .refusesToPay:
            """
            refuse de payer, refuse de regler, refusons de regler, ne paierai pas, ne paierons pas, ne reglerai pas,
            ne reglerons pas, pas l'intention de payer, je ne paierai, nous ne paierons, avant tout prelevement,
            n'ai jamais signe,
            n'ai rien signe, jamais commande, n'ai jamais demande, n'ai pas commande, ne correspond pas,
            conteste cette, contestation
            will not pay, will not be paying, am not paying, refuse to pay, not paying, never agreed, never ordered,
            never signed, do not accept
            zahle nicht, zahlen nicht, weise die rechnung zuruck, nie bestellt, nichts bestellt,
            nicht unterschrieben, nie unterschrieben, widerspreche, nicht einverstanden
            """
        case .waits:
            """
            toujours pas, toujours rien, toujours aucun, toujours aucune, sans reponse, sans nouvelle,
            sans nouvelles, reste sans, restes sans, restees sans, aucune reponse, aucune nouvelle, malgre mes,
            malgre nos, malgre plusieurs,
            malgre mes relances, j'attends toujours, nous attendons toujours, personne ne, on me promet,
            m'aviez promis, m'avez promis, deviez, devait etre, aurait du, ou en est, ou en etes, n'est jamais venu,
            ne repond
            still waiting, still not, have heard nothing, no reply, unanswered, nobody, no one, promised, despite,
            should have been, when i ring, every time i ring, gone unanswered, has not come
            immer noch nicht, bis heute, noch immer, keine antwort, nie erschienen, nicht erschienen, trotz,
            versprochen, vertrostet, warteschleife, niemand, seit wochen
            """
        case .again:
            """
            deuxieme fois, troisieme fois, quatrieme fois, encore une fois, une fois de plus, a nouveau, de nouveau,
            plusieurs fois, deja, trois fois, relances, a plusieurs reprises, troisieme courrier, deuxieme courrier
            second time, third time, once again, yet again, several times, three times, three reminders, repeatedly,
            more than once
            zum zweiten mal, zum dritten mal, schon wieder, erneut, mehrfach, mehrmals, dreimal, wiederholt
            """
        case .however:
            """
            pourtant, alors que, cependant, contrairement, or, bien que, en revanche, neanmoins, au lieu, malgre,
            toutefois
            however, although, whereas, yet, instead, despite, but
            jedoch, obwohl, aber, dennoch, trotzdem, leider, allerdings
            """
        default: nil
        }
    }
}
