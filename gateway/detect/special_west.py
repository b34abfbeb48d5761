"""Words of special categories in English, Irish, German and Dutch. Law: a word stands here only if beside a person it tells of that person.

Read by ``detect.special``: entries parted by semicolons or lines; ``*`` is any ending, a space is any gap, ``=`` in front keeps capitals as
they are, accents may be missing. Words that mean something else in software (``party``, ``union``, ``orientation``, ``disabled``,
``health``) stand in phrases only.
"""

from typing import Final

_HEALTH: Final = """
cancer; carcinoma; tumou?r; leuka?emia; lymphoma; melanoma; metasta*; chemo; chemotherapy; radiotherapy; oncolog*; mastectomy; biopsy
remission
hiv; hiv positive; =AIDS; hepatitis; tuberculosis; chlamydia; herpes; syphilis; gonorrh?oea; sexually transmitted
diabet*; insulin; epilep*; seizures?; multiple sclerosis; =MS diagnosis; parkinson'?s; alzheimer'?s; dementia; motor neurone
huntington'?s
bipolar; schizophren*; psychosis; psychotic; depression; depressive; clinically depressed; anxiety disorder; anxiety attacks?
panic attacks?; ptsd
post traumatic; adhd; autis(?:m|tic); asperger'?s?; obsessive compulsive; anorexi*; bulimi*; eating disorder; suicid*; self harm*
nervous breakdown; mental breakdown; mental (?:health|illness)(?: [a-z]+)?; burn ?out; psychiat*; psychotherap*; psychologist
antidepress*; antipsychotic*; ssris?
prozac; sertraline; fluoxetine; citalopram; xanax; valium; diazepam; ritalin; lithium for; tak(?:es|ing) lithium; on lithium
methadone; opioids?; painkillers
alcoholi(?:c|sm); drinking problem; (?:drinks|drinking) again; in recovery; drug (?:addict*|problem|dependen*|rehab*)
addicted to (?:alcohol|drugs|heroin|cocaine|gambling|pills|painkillers); rehab; detox; overdosed?; relapsed
pregnan(?:t|cy); miscarr*; stillb*; abortion; ivf; fertility (?:treatment|clinic); menopaus*; maternity leave; endometriosis
hysterectomy; caesarean
sick leave; sick note; fit note; signed off (?:sick|work|with|by|for|since|until); off sick; medical leave; doctor'?s note
medical certificate; stress leave; on long term sick; sick pay
hospitali[sz]ed; in hospital; rushed to hospital; admitted to (?:hospital|a(?:nd)? ?e|the ward|intensive); intensive care; surgery
operated on; knee replacement; hip replacement
heart (?:attack|condition|disease|failure|surgery); had a stroke; suffered a stroke; after (?:a|his|her) stroke; pacemaker; angina
bypass operation; high blood pressure; hypertension
asthma*; migraines?; crohn'?s; ulcerative colitis; irritable bowel; arthritis; fibromyalgia; lupus; psoriasis; eczema; c?o?eliac
anaphyla*; allergic to; allerg(?:y|ies) to; nut allergy; epipen
long covid; covid positive; tested positive for; caught covid; kidney (?:disease|failure|stones|transplant); dialysis
liver (?:disease|failure|transplant|cirrhosis); cirrhosis; transplant list
wheelchair; registered disabled; disability (?:benefit|allowance|pension|payment|status|leave); (?:his|her|my) disabilit(?:y|ies)
prosthe(?:tic|sis); amputat*; paraly[sz]ed; paraplegi*; cerebral palsy; dyslexi*; dyspraxi*
visually impaired; partially sighted; legally blind; going blind; hearing (?:loss|aids?|impair*); hard of hearing; profoundly deaf
is deaf; tinnitus; vertigo; chronic (?:fatigue|pain|illness|disease|condition)
terminally ill; palliative; hospice; slipped dis[ck]; herniated; concussion; broken (?:leg|arm|ankle|wrist|hip|collarbone)
colostomy; stoma bag; catheter(?:is\\w+)?; back injury; repetitive strain; hernia; thyroid; an(?:a?emia|a?emic); gastric band
diagnosed with; diagnosed as; his diagnosis; her diagnosis; suffers from; suffering from
medical condition; medical (?:history|record)s?; (?:was|is|been) prescribed; prescribed (?:him|her|medication|tablets|pills|anti\\w+)
on medication; his medication; her medication
"""

GENETIC: Final = """
=BRCA ?[12]?; genetic (?:test*|disorder|condition|disease|predisposition|carrier|counsel*|screening|mutation)
hereditary (?:disease|condition|disorder); sickle cell; h?a?emophilia*; down'?s? syndrome
cystic fibrosis; huntington disease; dna (?:test|sample|profile|result)s?; gene carrier; carrier of the gene; genome sequenced
thalass?a?emia
Gendefekt; Gentest*; Erbkrankheit*; genetisch (?:bedingt|veranlagt|belastet)*; Mukoviszidose; Bluter
genetische (?:aandoening|afwijking|test); erfelijke (?:ziekte|aandoening); taaislijmziekte
"""

RELIGION: Final = """
muslims?; islam; islamic faith; shia; shi'?ite; sunni; sufi; ahmadi; jewish; jews?; judaism; hasidic
orthodox (?:jew|jewish|christian|church|faith|priest|easter); catholics?; catholicism; protestants?; presbyterian
christian faith; (?:a|devout|born again|practising|practicing|committed|evangelical|coptic) christian; christianity; evangelicals?
pentecostal*; baptists?; methodists?; lutherans?; anglicans?; calvinists?; quakers?; mormons?; latter day saints?
jehovah'?s? witness(?:es)?; seventh day adventist; scientolog(?:y|ist); hindus?; hinduism; sikhs?; sikhism; buddhists?; buddhism
baha'?i; zoroastrian; pagan; wiccan; atheists?; atheism; rastafari*; jainism; druze; alevi; freemason
ramadan; eid (?:al|off|holiday|prayers?|mubarak); iftar; (?:observ|keep|kept|respect)\\w* (?:the )?(?:shabbat|sabbath|lent|passover)
shabbat; sabbath; yom kippur; rosh hashanah?; pesach; passover; han?nukk?ah; sukkot; diwali; vaisakhi
halal; kosher; hijab; niqab; burqa; headscarf; kippah?; yarmulke; turban; kirpan; rosary; baptis(?:ed|m); bar mitzvah; bat mitzvah
confirmation class; convert(?:ed)? to (?:islam|judaism|christianity|catholicism|buddhism)
mosque; synagogue; gurdwara; attends? (?:church|mass|chapel|temple|service|synagogue|mosque); goes to (?:church|mass|chapel|temple)
went to (?:church|mass); church (?:service|choir|elder|group|community|council); parish(?:ioner)?; bible (?:study|group|class)
friday prayers?
pray(?:s|ing|ed|er) (?:room|times?|breaks?|five|group|meeting|mat|daily|at|before|during); prays
religious (?:beliefs?|grounds|holidays?|reasons|observance|festival|faith|dress|symbol|objection|exemption|convictions?)
(?:his|her|my) (?:faith|religion|church|imam|rabbi|priest|god)
Moslem*; Muslim(?:a|in|e|isch)*; islamisch*; jüdisch*; Jud(?:en|in|entum); katholisch*; Katholik*; evangelisch*
Protestant(?:in|en)?; Christin; gläubig*; Zeuge[n]? Jehovas; Zeugin Jehovas; konvertiert; Kopftuch; Moschee; Synagoge; betet
Gottesdienst; Kirchenaustritt; aus der Kirche ausgetreten; Konfession; Religionszugehörigkeit; Buddhist(?:in)?; Atheist(?:in)?
Fastenmonat
moslim*; islamitisch*; joods*; jodin; katholiek*; protestants; gereformeerd*; hervormd*; gelovig*; Jehova'?s? getuige*
getuige van Jehova; bekeerd; hoofddoek; moskee; synagoge; bidt; aan het bidden; kerkdienst; geloofsovertuiging; ramadan; hindoe*
boeddhist*
atheïst*
Caitliceach; Protastúnach; Moslamach; Giúdach; ag an Aifreann; creideamh; paidreacha
"""

ETHNIC: Final = """
ethnic (?:origin|background|minority|group|identity|heritage); (?:his|her|my) (?:ethnicity|race|skin colou?r|ethnic \\w+)
racial origin; =of (?:[A-Z]\\w+ ){1,2}(?:descent|heritage|ancestry|extraction|origin); mixed race; biracial; person of colou?r
(?:woman|man) of colou?r; (?:black|asian|latino|brown|hispanic|indigenous) (?:person|woman|man|guy|girl|colleague|employee)
ethnic minority; minority ethnic
of (?:indigenous|mixed|african|asian|jewish|arab|romani|caribbean|latin) (?:\\pL+ )?(?:descent|heritage|ancestry|origin|background)
romani; roma (?:family|community|origin|background|descent|heritage|woman|man); gyps(?:y|ies); irish travellers?
=(?:is|was) a Traveller
traveller (?:family|community|background|origin|site|halting)*; from a traveller; african american
afro (?:caribbean|american|german|latina?); latin[oax]s?; hispanic; kurdish; arabs?; tamil; uyghur; sinti
s[aá]mi; inuit; m[aā]ori; aboriginal; first nations?; native american; indigenous (?:woman|man|people|origin|heritage|descent)
(?:he|she|who) (?:is|was) (?:black|white|asian|brown|indigenous|caucasian)
identif(?:ies|y|ied) as (?:black|white|asian|brown|mixed|indigenous)
asylum seekers?; refugee (?:status|background|family|camp); sought asylum; seeking asylum; undocumented (?:immigrant|migrant|worker)
illegal immigrant; windrush
ethnische[rnms]* (?:herkunft|zugehörigkeit|abstammung|gruppe|minderheit)*; türkischstämmig*; arabischstämmig*; polnischstämmig*
afrikanischstämmig*; russischstämmig*
Migrationshintergrund; dunkelhäutig*; Hautfarbe; Sinti; Romn?ja; Asylbewerber*; Geflüchtete*; schwarze Hautfarbe; kurdisch*
Abstammung; afrodeutsch*
etnische (?:afkomst|achtergrond|herkomst|minderheid); van (?:\\pL+ ){1,2}afkomst; huidskleur; migratieachtergrond; asielzoek*
vluchteling*; zigeuner*; koerdisch*; allochtoon; Molukse
cine eitneach; bunadh eitneach; den Lucht Siúil; lucht siúil; Mincéir
"""

POLITICS: Final = """
sinn f[eé]in; fianna f[aá]il; fine gael; social democrats? (?:party|member|candidate|voter|councillor); people before profit; aont[uú]
lib(?:eral)? dems?; liberal democrats?; tor(?:y|ies); labour (?:party|member|voter|councillor|supporter|activist); conservative party
green party; reform uk; ukip; brexit party; plaid cymru; scottish national party; democratic unionist*; =SNP; =DUP; =SDLP
(?:a|lifelong|registered|staunch|committed) (?:republican|democrat|liberal|conservative|nationalist|tory|leftist)
(?:a|card carrying|committed) (?:communist|socialist|marxist|anarchist)
communist(?:s| party)?; marxist; anarchist; trotskyist; maoist; fascist; neo nazi
far (?:right|left) (?:group|party|rally|activist|views?|march|sympath\\w*); extinction rebellion; antifa; maga
vot(?:es|ed|ing) (?:for )?(?:the )?(?:labour|tory|conservative|greens?|remain|leave|republican|democrat|trump|biden)
vot(?:es|ed|ing) (?:for )?(?:the )?(?:left|right|far right|socialists?|liberals?|yes in the referendum|no in the referendum)
political (?:opinions?|views?|beliefs?|affiliation|activis[tm]|leaning|party|convictions|asylum|campaign)
party (?:membership|member|activist|branch|conference|official|politics|card)
member of (?:the |an? )?(?:\\pL+ ){0,3}party; councillor for; canvass(?:es|ed|ing) for
campaign(?:s|ed|ing) for (?:the )?(?:\\pL+ ){0,2}(?:party|labour|greens?|remain|leave|independence|president|candidate|election|council)
st(?:ood|ands|anding) for (?:election|council|parliament|the d[aá]il|office|mayor|(?:the )?(?:labour|tories|greens|liberals|conservatives))
running for (?:office|council|parliament|mayor|election)
=AfD; =CDU; =CSU; =SPD; =FDP; Die Linke; Bündnis 90*; Grünen Mitglied; bei den Grünen; Parteimitglied*
Mitglied der (?:Grünen|Linken|Partei|\\pL+partei); Parteibuch
politische[rn]* (?:meinung|überzeugung|gesinnung|einstellung|aktivist*)*; Kommunist(?:in)?; Sozialist(?:in)?; Sozialdemokrat(?:in)?
linksradikal*; rechtsradikal*; rechtsextrem*; linksextrem*; Anarchist(?:in)?; wählt (?:die )?(?:AfD|CDU|CSU|SPD|FDP|Grünen?|Linken?)
=VVD; =PVV; =PvdA; =CDA; GroenLinks; GroenLinks lid; Forum voor Democratie; =SGP; partijlid*
lid van (?:de )?(?:\\pL+ )?(?:partij|VVD|PVV|SP|D66|GroenLinks|FvD|CDA|BBB)
stemt (?:op )?(?:de )?(?:VVD|PVV|PvdA|SP|D66|CDA|SGP|BBB|FvD|GroenLinks|links|rechts)
politieke (?:voorkeur|overtuiging|opvatting*|gezindheid); communist*; socialist(?:e|isch)?; extreemrechts*
ball den pháirtí; ball de Shinn Féin; vótálann; polaitiúil
"""

UNION: Final = """
trade[ -]union*; labou?r union
union (?:rep|reps|membership|steward|organi[sz]er|official|delegate|activist|dues|card|meeting|ballot)s?
union (?:convenor|representative|leader|secretary|branch meeting|branch secretary|branch committee)s?
(?:paid up|active|a|our|her|his) union members?; unioni[sz](?:ed|ing|e|ation); joined (?:the|a|his|her) union
(?:in|to|by|of|with|from) (?:his|her|my) union
shop steward; strike (?:ballot|committee|fund|action); on strike; picket(?:s|ing)? line; picketing; branch committee; works council
=BECTU; =SIPTU; =UNISON; Unite the Union
=joined (?:Unite|Equity|Unison|Fórsa|Mandate|Connect|Prospect|Bectu|Siptu|Usdaw|Community|GMB)
=(?:Unite|Equity|Unison|Fórsa|Mandate|Connect|Prospect) (?:rep|member|official|organiser|convenor|steward|branch|activist)
=GMB (?:union|member|rep|branch); =IATSE; =SEIU; teamsters; =AFL ?-?CIO; =TUC; =ICTU; =Fórsa
=NASUWT; =UCU; =TSSA; =RMT
=ASLEF; =USDAW; =PCS union; equity (?:member|deputy|card|union); =CWU; =NUJ; =INMO; =MANDATE union
Gewerkschaft(?:er|erin|ler|lerin|lich|s\\pL*)?; Gewerkschafts\\pL+; ver\\.?di(?: Mitglied)?; =IG Metall; =IG BAU; =IG BCE; =DGB; =NGG
=GEW; =ÖGB; Betriebsr(?:at|ats|ätin|äte)\\pL*; streikt; Streikposten; Streikkasse
vakbond*; vakbonds\\pL+; =FNV; =CNV; =ACV; =ABVV; ondernemingsraad
ceardchumann; ball den cheardchumann; ag stailc
"""

SEX: Final = """
gay; lesbian; bisexual*; homosexual*; heterosexual*; pansexual*; asexual; queer; lgbt\\w*; trans(?:gender|sexual)\\pL*
trans (?:woman|man|person|boy|girl); non binary; gender (?:reassignment|transition|dysphoria|identity clinic)
transition(?:ing|ed) (?:to|from) (?:male|female|woman|man); came out as (?:gay|lesbian|bi|trans|queer|non|pan|homo)\\w*; coming out as
sexual (?:orientation|preference|partner|harass\\w*|assault\\w*|history|relationship|identity); sex life
same sex (?:partner|marriage|couple|relationship|wedding); (?:his|Mr \\pL+'?s) (?:husband|boyfriend)
(?:her|Ms \\pL+'?s|Mrs \\pL+'?s) (?:wife|girlfriend); slept with; sleeping with; affair with; one night stand; grindr; drag queen
escort service; sex worker; fetish; swinger
schwul*; lesbisch*; Lesbe; homosexuell*; bisexuell*; transsexuell*; Transfrau; Transmann; geoutet; Coming out
sexuelle[nr]* (?:Orientierung|Neigung|Identität|Belästigung)*; (?:sein|seinem|seinen) (?:Ehemann|Mann|Freund)
(?:ihre|ihrer) (?:Ehefrau|Frau|Freundin); Sexualleben; Affäre mit
homoseksue*; biseksue*; lesbisch*; lesbienne; transseksue*; transvrouw; transman; uit de kast
seksuele (?:geaardheid|voorkeur|oriëntatie|intimidatie); zijn (?:man|vriend|echtgenoot); haar (?:vrouw|vriendin|echtgenote); seksleven
aerach; leispiach; déghnéasach; homaighnéasach; gnéaschlaonadh
"""

CRIME: Final = """
convict(?:ed|ion|ions) (?:of|for|in|from|on|at|was|is|over); convicted; ex convict; spent convictions?; unspent convictions?
previous convictions?
criminal (?:record|conviction|past|history|offen[cs]e|charge|proceedings|court|background|investigation|damage)s?; magistrates'? court
arrested; (?:was|been|were|is) charged with; indicted; pleaded guilty; pled guilty; found guilty; acquitted; sentenced (?:to|for)
suspended sentence; prison (?:sentence|term|time|record)?; in jail; jailed; imprisoned; incarcerated; on probation; probation officer
on parole; out on bail; on bail; electronic tag; ankle monitor; community service order
drink driving; drunk driving; drink driver; =DUI; =DWI; sex offender*; ex offender; restraining order; barring order; police caution
under caution; manslaughter; shoplift*; embezzl*; burglar*; assault(?:ed|ing)? (?:charge|on|a|his|her|conviction|case)
domestic (?:violence|abuse); possession of (?:cannabis|drugs|cocaine|heroin|a weapon)
drug (?:dealing|dealer|possession|offence|trafficking); stole from; caught stealing; did time
served (?:time|\\w+ (?:months|years) (?:in|for)); money laundering; fraud (?:conviction|charge|trial|case against)
vorbestraft*; Vorstrafe\\pL*; verurteilt; Verurteilung; Haftstrafe; Gefängnis\\pL*; festgenommen; verhaftet; auf Bewährung
Bewährungs\\pL+; Führungszeugnis; angeklagt; Straftat\\pL*; Strafverfahren; Strafregister; Trunkenheit am Steuer; Körperverletzung
Diebstahl
veroordeeld*; veroordeling; strafblad; gevangenis\\pL*; celstraf; gearresteerd; aangehouden wegens; voorwaardelijke straf
rijden onder invloed; reclassering; strafzaak; mishandeling; diefstal
ciontaithe; príosún; gafa ag na gardaí; taifead coiriúil
"""

BIOMETRIC: Final = """
(?:his|her|my|employee'?s?|staff) (?:fingerprints?|retina|iris|face scan|faceprint|voice ?print|palm ?print|handprint)
fingerprints? (?:taken|on file|enrol\\w*|registered)
(?:iris|retina|retinal|palm|facial|face|hand|finger|fingerprint) (?:scan|template|geometry) (?:of|for|taken|on file); voice ?print of
biometric (?:data|template|record|id|profile|enrolment|enrollment) (?:of|for)
Fingerabdr(?:uck|ücke) (?:von|des|der); (?:sein|ihr)e? Fingerabdr(?:uck|ücke); vingerafdruk* van; (?:zijn|haar) vingerafdruk*
"""

_HEALTH_GERMAN_DUTCH_IRISH: Final = """
Krebs(?:erkrankung|patient\\pL*|leiden|diagnose|vorsorge)?; Brustkrebs; Darmkrebs; Hautkrebs; Prostatakrebs; Leukämie
Chemo(?:therapie)?; Strahlentherapie; Tumor\\pL*; HIV positiv; Diabet\\pL+; Epilep\\pL+; Multiple[r]? Sklerose; Parkinson; Demenz
bipolar\\pL*; schizophren\\pL*; depressi(?:v|on|onen|ve|ven); Angststörung; Panikattack\\pL*; Essstörung; Magersucht; suizid\\pL*
Selbstmordversuch
krankgeschrieben; krankschreibung; krankmeldung; krank gemeldet; arbeitsunfähig\\pL*; Reha(?:klinik|maßnahme)?
Kur(?:aufenthalt|klinik); Betriebsarzt\\pL*; Betriebsärztin; Burn ?out; Psychiat\\pL+; Psychotherap\\pL+; Antidepressiv\\pL*
alkoholkrank\\pL*; Alkoholiker(?:in)?; alkoholabhängig\\pL*; drogensüchtig\\pL*; Entzug(?:sklinik)?; schwanger\\pL*
Schwangerschaft\\pL*; Fehlgeburt; Abtreibung; Mutterschutz; Schwerbehind\\pL*; schwerbehindert\\pL*; Grad der Behinderung
Rollstuhl\\pL*; gehörlos\\pL*; sehbehindert\\pL*
Herzinfarkt; Schlaganfall; Herzschrittmacher; Asthma\\pL*; Migräne\\pL*; Rheuma; Bandscheiben\\pL+; operiert; im Krankenhaus
Krankenhausaufenthalt; leidet (?:an|unter); erkrankt(?: an)?; an \\pL+ erkrankt
Diagnose (?:Krebs|Depression|Diabetes|Brustkrebs|MS|Burnout); Medikamente; Allergi(?:e|ker|kerin|sch); chronisch krank; Nierenversagen
Dialyse; Attest vom Arzt; ärztliches Attest; Hausarzt; Morbus \\pL+
kanker; borstkanker; leukemie; chemokuur; bestraling; tumor; suikerziekte; diabet\\pL*; epilep\\pL+; ziekte van \\pL+; dementie
depressie\\pL*; depressief; angststoornis; paniekaanval\\pL*; eetstoornis; zelfmoord\\pL*; suïcid\\pL*; overspannen; burn ?out
psychiat\\pL+; psycholoog; antidepressiva; verslaafd; verslaving; alcoholist\\pL*; afkick\\pL*
zwanger\\pL*; zwangerschap\\pL*; miskraam; zwangerschapsverlof; ziekteverlof; ziekgemeld; ziek gemeld; arbeidsongeschikt\\pL*
bedrijfsarts; rolstoel; slechthorend\\pL*; slechtziend\\pL*; gehandicapt\\pL*; hartaanval; beroerte; astma\\pL*; reuma; hernia
geopereerd; in het ziekenhuis; lijdt aan; gediagnosticeerd; medicijnen voor; allergisch voor; chronisch ziek; wajong; =WIA
ailse; tinneas; breoite; galar; diaibéiteas; dúlagar; torrach; ag iompar clainne; saoire bhreoiteachta; san ospidéal; míchumas
titimeas
"""

HEALTH: Final = _HEALTH + _HEALTH_GERMAN_DUTCH_IRISH
