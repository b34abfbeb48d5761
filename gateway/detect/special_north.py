"""Words of special categories in Nordic, Slavic, Baltic languages, Hungarian, Greek and Turkish. Law: as in ``detect.special_west``."""

# ruff: noqa: RUF001 - letters of other scripts are what it is about

from typing import Final

HEALTH: Final = """
cancer i \\pL+; bröstcancer; cancersjuk; leukemi; cellgift*; strålbehandling; hiv positiv; diabetiker*; diabetes; epilep*
multipel skleros; parkinsons?; demens; bipolär*; schizofren*; depression*; deprimerad; ångest*; panikångest; ätstörning*; anorexi*
självmord*; självskad*; utbränd*; utmattning*; utmattad; sjukskriv*; sjukanmäld*; sjukpenning*; läkarintyg; företagsläkar*
företagshälsovård*; funktionsneds*; funktionshind*; rullstol*; hörselskad*; synskad*; gravid*; missfall; aborten
föräldraledig*; hjärtinfarkt*; stroke i; pacemaker; astma*; migrän*; reumati*; opererad*; på sjukhus*; inlagd på; lider av; insjukn*
diagnos(?:en|tiserad)\\pL*; alkoholist*; alkoholproblem*; missbruk*; avvänjning; psykiat*; psykolog*; antidepressiv*; medicinerar
äter litium; allergisk mot; kronisk sjukdom; adhd; autis\\pL+; celiaki
kræft\\pL*; brystkræft; kreft\\pL*; brystkreft; leukæmi; kemo(?:terapi)?; cellegift; diabetiker*; sukkersyge; dissemineret sklerose
multippel sklerose; skizofren*; bipolar lidelse; angst*; angstlidelse; selvmord*; udbrændt; utbrent; sygemeld*; sykmeld*; sygeorlov
sykefravær; egenmelding; lægeerklæring; legeerklæring; bedriftslege; handicappet; førtidspension*; uføretrygd*; kørestol*; rullestol*
døv\\pL*; gravid*; spontanabort; barselsorlov; hjerteinfarkt*; blodprop; slagtilfælde; hjerneslag; opereret; operert; indlagt
innlagt på; lider af; lider av; diagnosticeret; diagnostisert; alkoholiker*; misbrug*; rusmis*; psykiat*; psykolog*; antidepressiv*
lykkepiller; allergisk over ?for; allergisk mot
syöpä*; syövän; leukemia; diabeet*; epilep*; ms tauti*; masennus*; masentun*; kaksisuuntai*; skitsofre*; ahdistunei*; paniikkihäiriö*
itsemurha*; työuupu*; sairauslom*; sairaslom*; lääkärintodistus; työterveys*; vammai*; pyörätuol*; kuulovamm*; raskaan*; raskaus*
keskenmeno; äitiysloma*; sydäninfarkt*; aivohalvau*; astma*; leikattiin; leikkauks*; sairaalassa; sairastaa; sairastu*; diagnoosi*
alkoholisti*; alkoholiongelm*; päihdeongelm*; psykiatri*; allergi\\pL+
rak (?:piersi|płuc|jelita|prostaty|skóry|\\pL+); nowotwór*; nowotwor*; białaczk*; chemioterapi*; chemii; radioterapi*; =HIV; cukrzyc*
padaczk*; epilep*; stwardnieni\\pL* rozsian*; parkinson*; alzheimer*; demencj*; dwubiegunow*; schizofren*; depresj*; zaburzeni\\pL* lękow*
nerwic*
ataki paniki; anoreksj*; samobój*; wypaleni*; zwolnieni\\pL* lekarski*; na zwolnieniu; na L4; chorobow\\pL+; niepełnosprawn*
orzeczenie o; renta; wózku inwalidzkim; niesłysząc*; w ciąży; ciąż[aęy]; poroni*; aborcj*; urlop\\pL* macierzyńsk*; zawał*; udar mózgu
udar\\pL*; astm*; migren*; operacj[aięy]; w szpitalu; hospitaliz*; cierpi na; choruje na; zachorowa*; zdiagnozowa*; alkoholi[kzc]*
uzależni*; odwyk*; psychiatr*; psycholog(?:a|em|iem|ovi|u)?; antydepres*; przyjmuje (?:lit|leki)\\pL*; alergi[aęi]*; lekarz medycyny pracy
rakovin*; nádor*; leuk[eé]mi*; chemoterapi*; ozařován*; =HIV; cukrovk*; diabeti*; epileps*; epilepti*; roztroušen\\pL* skleróz*
parkinson*; alzheimer*; demenc*; bipolárn\\pL+; maniodepres*; schizofreni*; depres[eií]*; depresivn\\pL+; úzkost*; panick\\pL+ atak*
anorexi*; sebevra[hž]*; vyhoře[lnt]*; neschopenk*; pracovní neschopnost*; v pracovní neschopnosti; na nemocenské; nemocensk*; péenk*
maród*; závodní(?:ho)? lékař\\pL*; praktický lékař; invaliditní\\pL*; invalidní důchod*; invalidní vozík*; částečn\\pL+ invalid\\pL*
zdravotn\\pL+ postižen*; =ZTP; vozíčk*; neslyšíc*; nevidom*; těhot*
potrat*; mateřsk[éá]\\pL* dovolen*; na mateřské; infarkt*; mrtvic*; astma*; migrén*; operac[ei]\\pL*; operov*; v nemocnici
hospitaliz*; trpí; onemocně*; diagnostikov*; diagnóz*; alkoholi[kčs]*; závislost na; léčebn*; protialkoholn*; psychiatr*
psycholog(?:a|em|iem|ovi|u)?
antidepresiv*; bere lithium; léky na; alergi[ceí]\\pL* na; celiaki*
nádorov*; cukrovk*; roztrúsen\\pL* skleróz*; depresi*; samovra*; práceneschop*; péenk*; invalidný dôchod*; invalidn\\pL+ vozík*; tehot*
materskej dovolenke
v nemocnici; trpí; ochorel*; závislos*; psychiater*; alergick*
rák\\pL*; rákos; leukémi*; kemoterápi*; cukorbeteg*; epileps*; szklerózis multiplex; depresszió*; bipoláris; skizofrén*; pánikbeteg*
öngyilkos*; kiégés; betegszabadság*; táppénz*; rokkant*; fogyatékos*; kerekesszék*; terhes*; várandós*; vetélés*; abortusz*
infarktus*; kórházban; műtöttek*; műtét*; diagnosztizál*; alkoholist*; pszichiát*; allergiás
καρκίν*; λευχαιμία; χημειοθεραπ*; διαβήτη*; επιληψία; σκλήρυνση; κατάθλιψη; διπολική; σχιζοφρ*; αναρρωτική; άδεια ασθενείας; αναπηρία
ανάπηρ*; έγκυος; εγκυμοσύνη; έκτρωση; έμφραγμα; εγκεφαλικό; νοσοκομείο; πάσχει; διαγνώστηκε; αλκοολικ*; ψυχίατρ*
kanser*; lösemi; kemoterapi*; şeker hastası; diyabet*; epilepsi*; sara hastası; multipl skleroz; ms hastası; parkinson*; alzheimer*
bunama; bipolar*; şizofren*; depresyon*; anksiyete*; panik atak*; anoreksi*; intihar*; tükenmişlik; hastalık izni*; raporlu
sağlık raporu*; rapor aldı; işyeri hekimi*; iş yeri hekimi*; engelli*; engelli raporu; tekerlekli sandalye*; işitme engelli
görme engelli; hamile*; gebe*; düşük yaptı; kürtaj*; doğum izni*; kalp krizi*; felç*; inme geçir*; kalp pili; astım*; migren*
ameliyat*; hastaneye; hastanede; tanısı (?:kondu|konuldu|aldı)*; teşhisi (?:kondu|konuldu)*; hastası; alkolik*; alkol bağımlı*
uyuşturucu*; bağımlılık; psikiyatr*; psikolog*; antidepresan*; lityum; alerjisi*; kronik hastalık
рак[аеоу]?м?; онколог*; лейкем*; химиотерап*; ВИЧ; диабет*; эпилеп*; рассеянн\\pL+ склероз*; деменц*; биполярн*; шизофрен*; депресси*
тревожн\\pL+ расстройств*; паническ\\pL+ атак*; самоубийств*; суицид*; выгоран*; больничн*; инвалид*; коляск*; беремен*; выкидыш*
аборт*; декрет*; инфаркт*; инсульт*; астм*; операци\\pL+; больниц*; госпитал*; страда(?:ет|ла|л); заболе*; диагноз*; алкогол*
наркоман*; психиатр*; психолог*; антидепрессант*; аллерги*
лейкемі*; хіміотерап*; діабет*; епілеп*; депресі*; біполярн*; шизофрен*; лікарнян*; інвалідн*; вагітн*; інфаркт*; лікарн*
хворі(?:є|ла|в); алкогол*; психіатр*
туберкул*; болен; больна; болеет; хвор(?:іє|ий|а на)
"""

GENETIC: Final = """
gentest*; genetisk\\pL* (?:sjukdom|sygdom|sykdom|test)*; ärftlig\\pL* sjukdom*; arvelig\\pL* (?:sygdom|sykdom); cystisk fibros*
blödarsjuk*; geneettin\\pL+; perinnöllin\\pL+; test\\pL* genetyczn*; chorob\\pL+ genetyczn*; mukowiscydoz*; zespół\\pL* downa
genetick\\pL+ (?:test|vad|onemocněn|vyšetřen|zátěž)*; dědičn\\pL+ (?:onemocněn|chorob)*; cystick\\pL+ fibróz*; hemofili*
downův syndrom; genetik (?:test|hastalık)*; kistik fibrozis; hemofili; akdeniz anemisi; down sendromu*; генетическ*; гемофил*
муковисцидоз*
"""

RELIGION: Final = """
muslim*; islam(?:isk)?; shia ?muslim*; sunni ?muslim*; jud(?:isk|isk[at]|endom\\pL*|innan)?; judisk*; jøde*; jødisk*; katolik*
katolsk*; protestant*; frikyrk*; pingstv\\pL+; pingstkyrk*; buddhist*; hindu\\pL*; ateist*; jehovas? vitt\\pL+; jehovas vidn\\pL+
konverter\\pL+ till; konverter\\pL+ til; ramadan*; fastar under; sabbat*; halal*; slöja; huvudduk; hijab; moské\\pL*; synagog\\pL*
gudstjänst*; bönerum*; ber fem; bedest\\pL*; kirkegænger*; troende; sin tro; trossamfund*; religiös\\pL*; religiøs\\pL*; livsåskådning
musulman*; muzułman*; islamsk*; szyit*; sunnit*; żyd(?:em|ówk|ów|zi|a|owsk)*; judai*; katoli[ckz]*; protestan[tc]*; zielonoświątk*
ewangelik*; prawosławn*; świad[ek]\\pL* jehow*; buddyst*; buddyjsk*; atei[sz]*; ateist*; ramadan*; szabat*; koszern*; chust[aąęy]\\pL*
meczet*; synagog*; nawróci*; apostazj*; wierząc*; wyznani*; modli*; na mszę; przekonania religijne; parafi[aię]*
muslim[akůyie]*; muslimk*; islám(?:sk\\pL*|u)?; šíit*; sunnit*; žid(?:ovk|ovsk|em|a|y|ů)\\pL*; judais*; katol[ií]*; protestant*
evangelík*
evangelick*; husit*; pravoslavn*; svěd[ek]\\pL* jehov*; buddhist*; ateist*; ramad[aá]n*; šabat*; košer*; šátek; hidžáb*; mešit*
synago[gz]*; konvertoval*; věřící*; víru; víra; vyznán[ií]*; modl[ií]*; na mši; bohoslužb*; náboženstv*; nábožensk\\pL+; pokřt*
moslim*; žid(?:ovk|ovsk)\\pL*; katolík*; veriac*; kostol*
muzulmán*; zsidó*; katolikus*; református*; evangélikus*; ateista; jehova tanú*; ramadán*; mecset*; zsinagóg*; hívő; vallás*
istentisztelet*
μουσουλμ*; ισλάμ; εβραί*; καθολικ*; μάρτυρ\\pL* του ιεχωβά; άθε\\pL+; ραμαζάνι; τζαμί; συναγωγή; θρησκεί*
müslüman*; islam(?:'?[ıi])?; islamc[ıi]; alevi(?:ler|lik)?; sünni*; şii*; yahudi*; musevi*; hristiyan*; hıristiyan*; katolik*; protestan*
ortodoks*; süryani*
ermeni kilisesi; yehova*; yehova'?nın şahit*; budist*; ateist*; ramazan*; oruç*; cuma namaz*; namaz*; mescit*; cami(?:ye|de|den)?
sinagog*; kilise*; başörtü*; tesettür*; türban*; dindar*; dini inan*; cemevi*; tarikat*
мусульман*; ислам*; шиит*; суннит*; евре[йяеию]*; иудаи*; католи[кч]*; протестант*; православн\\pL+ верующ*; свидетел\\pL+ иеговы
баптист*; буддист*; атеист*; рамадан*; шаббат*; хиджаб*; мечет*; синагог*; верующ*; молит[ьс]*; вероисповед*; іслам*; єврей*; католик*
мечеть; віросповідан*
uskovainen; muslimi*; juutalai*; katoli*; ortodoksi*; jehovan todistaj*; helluntailai*; ateisti*; ramadan*; moskeija*; synagog*
kirkkoon; uskonno*
"""

ETHNIC: Final = """
etnisk\\pL* (?:ursprung|oprindelse|opprinnelse|bakgrund|baggrund|bakgrunn|tillhörighet|minoritet|grupp)*; romer; resande
romsk bakgrund; samer; samisk*; hudfärg*; hudfarve; hudfarge; mörkhyad; mørkhudet; kurdisk*; asylsökande
asylansøger*; asylsøker*; flykting; flygtning; flyktning; papperslös*; invandrarbakgrund; indvandrerbaggrund; innvandrerbakgrunn
pochodzeni\\pL* etniczn*; narodowości (?:romskiej|żydowskiej|ukraińskiej|\\pL+skiej); rom(?:em|ka|ką|ski|ów)\\pL*; cygan*; ciemnoskór*
czarnoskór*; kolor\\pL* skóry; kurd(?:em|yjsk)\\pL*; uchodźc*; azyl\\pL*
etnick\\pL+ (?:původ|menšin|příslušnost)*; rom(?:ka|ská|ské|ského|ský|ů|em|ové)\\pL*; cikán*; tmav\\pL+ ple[ťt]\\pL*; barv\\pL+ pleti
kurd(?:sk|ka)\\pL*; vietnamského původu; uprchl[ií]*; azylant*; žadatel\\pL* o azyl; rómsk*; etnického pôvodu
etnikai; roma származású; cigány*; bőrszín*; menekült*; kurd
etnik köken*; k[ü]rt(?:tür|çe|ler|lü)?; ermeni*; rum kökenli; çerkes*; laz; roman vatandaş*; çingene*; arap kökenli; kürt kökenli
afrika kökenli; suriye kökenli
ten rengi*; siyahi*; mülteci*; sığınmacı*; göçmen*
цыган*; чечен*; татар(?:ин|ка)\\pL*; курд\\pL*; темнокож*; национальност*; этническ*; беженц*; беженк*; ром(?:ка|и)\\pL*; біжен*
etninen; saamelai\\pL*; ihonväri; turvapaikanhaki*; pakolai\\pL*
"""

POLITICS: Final = """
sverigedemokrat*; socialdemokrat*; moderaterna; vänsterpart*; miljöpart*; centerpart*; kristdemokrat*; sverigedemokrat; dansk folkeparti
enhedslisten; venstre medlem; fremskrittsparti\\pL*; arbeiderparti\\pL*; partimedlem*
medlem (?:i|av|af) \\pL*(?:part|vänster|moderat|demokrat)\\pL*; röstar på; stemmer på
politisk\\pL* (?:åsikt|holdning|overbevisning|övertygelse|åskådning|engagemang|aktiv)\\pL*; kommunist*; socialist*; högerextrem*
høyreekstrem*; vänsterextrem*; nynazist*
prawo i sprawiedliwość; =PiS; (?:do|z|w) PiS; platform\\pL+ obywatelsk*; =PSL; konfederacj\\pL+; lewic[aąęy]; członk\\pL+ parti*
należy do partii; głosuje na; głosował\\pL* na; pogląd\\pL+ politycz*; przekonania polityczne; komunist*; komuniz*
działacz\\pL* (?:partyjn|polityczn|PiS|PO|lewic|prawic)\\pL*; skrajn\\pL+ (?:prawic|lewic)*; narodow(?:iec|ców); kandydował\\pL* na
=ODS; =KSČM; =ČSSD; =SPD; =TOP 09; hnut[ií] ANO; volí (?:ANO|ODS|SPD|Piráty|komunisty|Babiše|Okamuru)
člen\\pL* (?:strany|ODS|ANO|KSČM|SPD|Pirátů|TOP|ČSSD|KDU)\\pL*; politick\\pL+ (?:názor|přesvědčen|aktivist|postoj|příslušnost)*
komunist*; anarchist*; fašist*; ultraprav*; krajn\\pL+ (?:pravic|levic)*; kandid(?:uje|oval|ovala) (?:za|do)
fidesz\\pL*; =MSZP; jobbik\\pL*; párttag*; politikai (?:nézet|meggyőződés|vélemény)*; kommunista; szélsőjobb*; νέα δημοκρατία; =ΣΥΡΙΖΑ
κομμουνιστ*; πολιτικ\\pL+ (?:πεποιθήσ|απόψ)*; μέλος του (?:κόμματος|ΚΚΕ|ΣΥΡΙΖΑ)
=AKP; =AK Parti; =CHP; =MHP; =HDP; =DEM Parti; iyi parti; (?:AKP|CHP|MHP|HDP)'?(?:li|ye|ya|de|nin)\\pL*; parti üye*; partisine üye
siyasi görüş*; siyasi kanaat*; ülkücü*; solcu*; sağcı*; komünist*; sosyalist*; oy ver(?:di|iyor|ecek)
единая россия; единоросс*; =КПРФ; =ЛДПР; коммунист*; анархист*; член партии; политическ\\pL+ (?:взгляд|убежден|активист)*
голосу(?:ет|л|ла) за; слуга народу; комуніст*; політичн\\pL+ погляд*
kokoomus*; perussuomalai*; vasemmistoliit*; poliittinen (?:vakaumus|mielipide); puolueen jäsen; kommunisti*
"""

UNION: Final = """
fackförening*; facklig*; fackombud*; fackmedlem*; fackklubb*; med(?:lem)? i facket
medlem i (?:byggnads|kommunal|handels|elektrikerna|unionen|transport|målarna|seko|ledarna)
fackansluten; i facket; skyddsombud*
kommunal(?:arbetarförbundet|s fack|medlem); unionen(?:s|medlem)?; =IF Metall; =LO; =TCO; strejk(?:ar|ade|vakt|ande)\\pL*; fagforening*
fagforbund*; tillidsrepræsentant*; tillitsvalgt*; strejker; streiker; =3F medlem; =HK medlem
związ(?:ek|ku|kow|kowiec|ków)\\pL* zawodow\\pL*; związkow(?:iec|ca|cem|czyni)\\pL*; solidarnoś\\pL+; =NSZZ; =OPZZ; strajk\\pL*
odbor(?:y|ů|ech|ář|ářk|ov)\\pL*; odborov\\pL+ (?:organizac|předák|svaz|hnut)*; =ČMKOS; stávk\\pL*; odborár*
szakszervezet*; sztrájk*; συνδικ*; απεργία; =ΓΣΕΕ; ammattiliit*; ammattiyhdist*; luottamusmie*; lakossa
sendika*; sendikalı*; DİSK (?:üye|sendika)*; türk ?iş sendika*; =KESK; =Hak ?İş; işyeri temsilcisi; greve (?:çık|kat)\\pL*; grevde
grev gözcüsü
профсоюз*; забастовк*; бастова*; профспілк*; страйк*
"""

SEX: Final = """
homosexuell*; bög(?:en|ar)?; lesbisk*; bisexuell*; transsexuell*; transperson; transkvinna; transman
sexuell\\pL* (?:läggning|orientering|trakasser)*; komm\\pL* ut som; hbtq\\pL*; homoseksuel*; homofil\\pL*; biseksuel*; biseksuell*
seksuel\\pL* (?:orientering|chikane|legning)*; transkønnet; springet ud som; hans (?:make|man|pojkvän|ægtemand|ektemann|kæreste)
hennes (?:fru|hustru|flickvän|kone); hendes (?:kone|kæreste)
homoseksual*; gejem; geja; gej; lesbijk*; biseksual*; transseksual*; transpłciow*; niebinarn*; orientacj\\pL+ seksualn*
życi\\pL+ seksualn*; molestowan*; coming out; jego (?:mąż|mężem|chłopak); jej (?:żona|żoną|dziewczyna)
homosexuál*; gay; lesb\\pL+; bisexuál*; bisexualn*; transsexuál*; transgender\\pL*; nebinárn*
sexuáln\\pL+ (?:orientac|život|obtěžován|zneužit)*; teplý; teplouš; jeho (?:manžel|přítel); její (?:manželka|přítelkyně)
registrované partnerství
homoszexuális; leszbikus; biszexuális; transznemű; szexuális (?:irányultság|zaklatás)*; meleg (?:pár|férfi); ομοφυλόφιλ*; λεσβία
αμφιφυλόφιλ*; διεμφυλικ*; σεξουαλικ\\pL+ (?:προσανατολισμ|παρενόχλησ)*
eşcinsel*; gey; lezbiyen*; biseksüel*; transseksüel*; trans (?:kadın|erkek|birey); cinsel (?:yönelim|tercih|taciz|hayat|istismar)\\pL*
lgbt\\pL*
гомосексуал*; гей; лесбиян*; бисексуал*; трансгендер*; сексуальн\\pL+ (?:ориентаци|домогат|жизн)*; homoseksuaali*; lesbo; biseksuaali*
transsukupuoli*; seksuaalinen (?:suuntautuminen|häirintä)
"""

CRIME: Final = """
dömd för; dömdes; fälld för; brottsregist*; belastningsregist*; fängels*; villkorlig dom; skyddstillsyn; anhållen; häktad*; gripen för
åtalad*; åtal för; straffad; rattfyll*; misshandel*; stöld; snatteri; fotboja; straffeattest*; dømt for; fængsel*; fengsel*; anholdt
pågrepet; sigtet for; siktet for; betinget dom; spirituskørsel; promillekjøring; tyveri; vold i nære
skazan(?:y|a|ego|ej|ym)?; wyrok(?:iem|u|ów)?; karan(?:y|a|ość)\\pL*; niekaralno*; rejestr\\pL* karn*; więzieni*; aresztowan*
w areszcie; zatrzyman[ya] przez policję; w zawieszeniu; na warunkowym; prokuratur*; oskarżon*; zarzut\\pL*; przestępst*; kradzież*
jazda po pijanemu; pobici*; dozór\\pL*
odsouzen*; trestn\\pL+ (?:rejstřík|stíhán|čin|minulost|oznámen)*; rejstřík\\pL* trest\\pL*; vězen*; ve vězení; věznic*; zatčen*
obviněn*; obžalov*; ve vazbě; podmín(?:ka|ku|ce|kou|ečně)\\pL*; podmíněn\\pL+ trest*; krádež*; ublížen\\pL+ na zdraví
řízen\\pL+ pod vlivem; výpis z rejstříku; domácí násilí; odsúden*; vo väzení
elítélt*; büntetett előéletű; erkölcsi bizonyítvány; börtön*; letartóztat*; vádlott; felfüggesztett; lopás*; ittas vezetés; καταδικ*
ποινικό μητρώο; φυλακή; συνελήφθη; κλοπή; tuomittu; rikosrekister*; vankila*; pidätett*; ehdollise*; rattijuop*; varka\\pL+
sabıka*; sabıkalı*; adli sicil*; hüküm giy*; hükümlü*; mahkum\\pL*; mahkûm\\pL*; cezaevi*; hapis*; hapse; tutuklan*; tutuklu*
gözaltı*; denetimli serbestlik; şartlı tahliye*; hırsızlık*; dolandırıcılık*; alkollü araç; darp; uzaklaştırma kararı
yargılan(?:dı|ıyor)\\pL*
судим*; осужд[её]н*; приговор*; тюрьм*; арестован*; задержан*; условн\\pL+ срок*; уголовн*; обвин[яё]*; краж[аеиу]*; засуджен*
в'?язниц*
"""

BIOMETRIC: Final = """
(?:hans|hennes|sina|hendes) fingeravtryck; fingeravtryck (?:av|från|för); (?:hans|hendes) fingeraftryk
odcisk\\pL* palc\\pL* (?:\\pL+); (?:jeho|její) otisk\\pL* prst\\pL*; otisk\\pL* prst\\pL*; parmak izi\\pL*; отпечатк\\pL+ пальц*
ujjlenyomat*; (?:hänen )?sormenjäl*; δακτυλικ\\pL+ αποτυπ*
"""
