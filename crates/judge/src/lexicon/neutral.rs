//! Words that say nothing that could change a claim. *Neutral* ones are nouns of people, papers, places and times around an event: they part what stands on
//! their two sides ("12 experts recorded attacks" counts no 12 attacks). *Light* ones are adjectives, adverbs of manner and function words: they bind what
//! stands on their two sides ("12 new attacks"). A word that could widen, narrow, deny or hedge a claim must not be here: an unknown word costs an
//! *Established*, a wrong one here could make a false one.

use super::{Item, Tongue};

/// The patterns of a language.
pub(super) fn entries(tongue: Tongue) -> impl Iterator<Item = (&'static str, Item)> {
    let (neutral, light) = match tongue {
        Tongue::Fr => (FRENCH_NEUTRAL, FRENCH_LIGHT),
        Tongue::En => (ENGLISH_NEUTRAL, ENGLISH_LIGHT),
    };
    let of = |lines: &'static [&'static str], item: Item| {
        lines.iter().flat_map(|line| line.split(',')).map(move |pattern| (pattern, item))
    };
    of(neutral, Item::Neutral).chain(of(light, Item::Filler))
}

#[rustfmt::skip]
const FRENCH_NEUTRAL: &[&str] = &[
    // People who see, say or are attacked.
    "analyste,analystes,expert,experts,experte,expertes,equipe technique,equipes techniques,service informatique,services informatiques,direction,direction informatique,journaliste,journalistes,presse,porte parole,secretaire general,secretaire",
    "directeur,directrice,directeur de campagne,directeur general,president,presidente,ministre,premier ministre,ministere,depute,deputee,deputes,senateur,senateurs,maire,mairie,elu,elus,prefecture,prefet,parquet,procureur,enqueteurs,enqueteur,police,gendarmerie,anssi",
    "agence,agence nationale,commission,commission electorale,association,syndicat,federation,fondation,entreprise,societe,hopital,universite,collectivite,commune,ville,region,departement,etablissement,organisme,institution,prestataire,hebergement,informaticien,informaticiens",
    "ingenieur,ingenieurs,administrateur,administrateurs,salarie,salaries,employes,personnel,collaborateur,collaborateurs,militant,militants,sympathisants,responsable informatique,responsables,responsable technique,responsable securite,rssi,dsi,premier secretaire",
    "candidature,permanence,secretariat,tresorier,tresoriere,cabinet,conseiller,conseillere,conseillers,conseil,chef,cheffe,patron,dirigeant,dirigeants,dirigeante,chercheur,chercheurs,specialiste,specialistes,consultant,consultants,prestataires,autorite,fournisseur,operateur",
    "juge,avocat,avocate,avocats,gens,personnes,citoyens,electeurs,donateurs,abonnes,ong,cellule,cellule de crise,etat major,directeur numerique,responsable du numerique,responsable numerique,pole numerique,pole,techniciens,technicien,benevoles,benevole,adherent,formation politique,parti politique,mouvement politique",
    "visiteurs,lecteurs,public,invite,cyberpolice,cybergendarmes,chef d etat major,chef de la securite,monde,bbc,afp,franceinfo,figaro,liberation",
    // Papers and places in which something is said or written.
    "bilan,rapport,rapports,communique,conference de presse,enquete,premiers elements,elements,analyse,analyses,analyses techniques,investigations,expertise,audit,etude,tableau,registre,article,tribune,interview,entretien,antenne,micro,siege,bureau,bureaux,locaux,point presse,plateau,matinale,compte rendu",
    "mot,mots,phrase,titre,radio,television,edition,plainte,justice,tribunal,dossier,affaire,question,sujet,chiffres,statistiques,releves,journaux d acces,document,documents officiels,note,bulletin,synthese,tableau de bord",
    // Occasions and times that name no period of their own.
    "presidentielle,election,elections,scrutin,vote,premier tour,second tour,debat,meeting,campagne electorale,campagne presidentielle,periode,moment,ce stade,a ce stade,a ce jour,jusqu ici,jusqu a present,jusqu alors,pour l instant,pour l heure,a l heure actuelle,a present,depuis lors",
    "sur la periode,sur cette periode,sur toute la periode,pendant cette periode,pendant la periode,au cours de la periode,sur l ensemble de la periode,toute la periode",
    "minute,minutes,heure,heures,duree,debut,fin,suite,cas,intervalle,date,pendant pres d une heure,pendant plusieurs heures,pendant quelques heures",
    "heure actuelle,stade",
    // What sees and what defends.
    "systeme,systemes,sonde,sondes,capteurs,pare feu,outils,outil,surveillance,dispositif,dispositifs,equipements,cybersecurite,securite,securite informatique,defense,defenses,supervision",
];

#[rustfmt::skip]
const FRENCH_LIGHT: &[&str] = &[
    "impliquees,impliques,implique,impliquee,concernees,concernes,repertories,distinctes,distincts,distincte,distinct,precedent,precedents,precedente,precedentes,suivant,suivants",
    "numeriques,numerique,electronique,electroniques,technique,present,presente,actuel,actuelle,presidentiel",
    "bel et bien,reellement,effectivement,veritablement,vraiment,immediatement,aussitot,ensuite,puis,enfin,alors,tant,toujours,ouvertement,publiquement,officiellement,formellement,fermement,strictement",
    "dernierement,desormais,chez,vers,lors de,lors d,lors du,lors des,au sein de,au sein du,au sein d,face a,face aux,face au,grace a,grace aux,a cause de,en raison de,en raison d,due aux,due a,du aux,dus aux,dues aux",
    "a la suite de,a la suite d,suite a,suite aux,au moyen de,au moyen d,a l aide de,a l aide d,via,telles,tels,telle,tel,en question,en cause,au juste,a nouveau,de nouveau,une nouvelle fois,encore une fois,une fois,en ligne,precise,utilisees,utilises,utilisee,employees,employee,ayant servi,servi,reparties,repartis,repartie",
    "disseminees,au complet,eux memes,lui meme,elle meme,de son cote,de leur cote,a son tour,en outre,de plus,d ailleurs,au demeurant,quant a,quant aux,a travers,au travers de,celle,celles,celui,ceux,cela,ceci,voici,voila,dudit,ledit,ladite,lesdits,existant,existants,existante,existantes,propre,propres",
    "telles que,tels que,ce qui,ce que,c etait,ce sont,ce fut,c est,il s agit de,il s agit d,il s agissait de,il s agissait d,s agit de,s agit d,un total de,un total d,au nombre de,le total,volume,intensite,rythme,frequence,cadence,flot,vague de,vague d,vagues de,vagues d,serie de,serie d,salve de,salve d,une salve de",
    "ete,aient,ait,aurait ete,etant donne,sommes,etions,sera il,deux fois,puisque,car,parce que,parce qu,lorsque,lorsqu,quand,tel qu,a l echelle,membres,membre,respectivement,dit on,a t on,t on,a t il,a t elle,t il,t elle,on,certes,bref,autrement dit,seules,seuls,seul,seule,elles seules,a elles seules,a elle seule,a lui seul",
    "anonymes,anonyme,inconnus,comptabilisees,meme,informatiques,propices,lieu,clair,quelconque,quelconques,a proprement parler,actif,actives,actifs",
];

#[rustfmt::skip]
const ENGLISH_NEUTRAL: &[&str] = &[
    "analyst,analysts,expert,experts,technician,technicians,engineer,engineers,security team,it team,it department,it staff,staff,employees,employee,spokesman,spokeswoman,spokesperson,spokespeople,secretary,secretary general,treasurer,chairman,chairwoman,chair,chief,chief executive,chief information officer",
    "officer,officers,director,president,minister,prime minister,ministry,mayor,mayor s office,office,council,councillor,commission,electoral commission,commissioner,police,prosecutor,prosecutors,investigator,investigators,investigation,inquiry,agency,national agency,cyber agency,cert,bbc,guardian,reuters",
    "newspaper,newspapers,press,journalist,journalists,reporter,reporters,interview,statement,statements,press release,press conference,briefing,conference,reports,report,review,audit,study,article,op ed,letter,mps,mp,lawmaker,lawmakers,senator,senators,parliament,embassy,ambassador,watchdog,charity,union",
    "association,federation,foundation,company,firm,hospital,university,institution,body,contractor,provider,administrator,administrators,volunteers,volunteer,supporters,supporter,activists,donors,voters,voter,citizens,people,public,election,elections,vote,ballot,poll,presidential election,referendum,debate",
    "researcher,researchers,consultant,consultants,specialist,specialists,leader,leaders,opposition,opposition leader,colleagues,aide,aides,adviser,advisers,advisor,advisors,deputy,man,woman,headquarters,offices,building,city,town,region,department,court,judge,lawyer,lawyers,complaint,law,justice,politician,politicians",
    "campaigners,campaign manager,campaign chief,campaign team,campaign director,digital director,party leader,desk,unit,helpdesk,hotline,radio,television,programme,program,show,host,audience,readers,front page,member,customers,clients,visitors,clerk,head",
    // Times that name no period of their own.
    "hours,minutes,hour,minute,seconds,period,at this stage,at this point,so far,to date,as yet,thus far,until now,up to now,for now,at present,at the moment,currently,now,since then,over the period,over that period,over this period,during the period,in the period,during this period,over the whole period",
    "duration,beginning,case",
    "for several hours,for a few hours,for hours,for nearly an hour,for an hour",
    "monitoring,sensors,sensor,probes,firewall,firewalls,tools,tool,defences,defenses,defence,defense,security,cyber security,cybersecurity,perimeter,access logs,logbook,dashboard,statistics,tally",
];

#[rustfmt::skip]
const ENGLISH_LIGHT: &[&str] = &[
    "involved,used,known,separate,distinct,individual,electronic,technical,presidential,current,previous,following,latest",
    "actually,really,truly,simply,immediately,afterwards,later,eventually,finally,openly,publicly,officially,formally,firmly,strictly",
    "via,within,across,towards,toward,upon,amid,due to,because of,because,owing to,thanks to,as a result of,as a result,following,by means of,by way of,using,with the help of,such as,in question,again,once more,twice over,in turn,for its part,for their part,moreover,furthermore,in addition,besides,meanwhile,as for,regarding",
    "in particular,particular,whose,whom,those who,there is,it is,it was,this is,this was,that is,that was,hers,ours,yours,theirs,each other,one another,both,a series of,a wave of,waves of,a string of,a spate of,volume,pace,rate,frequency,intensity,level,amount,a total of,some kind of,any kind of,of any kind,of any sort",
    "whatsoever,at all,alike,likewise,similarly,about it,up,down,back,away,together,just,well,got,by then,then,that is to say,efforts,effort,not just,kind,sort,over the,during the,amount of,all told,apparent,would be,have been,has been,had been,having been,between them,in their own right,side by side,off,active",
    "live,onto,under way,anonymous,hostile,at the time,concerned,affected,whole,computer",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_folded() {
        for (pattern, _) in entries(Tongue::Fr).chain(entries(Tongue::En)) {
            assert_eq!(crate::text::words::fold(pattern), pattern);
            assert!(pattern.trim() == pattern && !pattern.is_empty() && !pattern.contains(['\'', '-']), "{pattern:?}");
        }
    }
}
