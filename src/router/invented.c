/* SPDX-License-Identifier: EUPL-1.2 */
#include "router/invented.h"

#include "base/err.h"

#include <stdio.h>
#include <string.h>

/* Given and family names of one language, so that they go together. */
struct names {
    const char *given[10];
    const char *family[10];
};

static const struct names languages[] = {
    {{"Léa", "Hugo", "Chloé", "Théo", "Inès", "Noël", "Zoé", "Raphaël", "Maëlys", "Gaël"},
        {"Fontaine", "Lefèvre", "Dubois", "Château", "Brûlé", "Moreau", "Garçon", "Héroux", "d'Aubigné", "Le Goff"}},
    {{"Jürgen", "Käthe", "Sören", "Anneliese", "Björn", "Ulrike", "Götz", "Mareike", "Thorsten", "Heike"},
        {"Weiß", "Müller", "Schröder", "Oberhuber", "Köhler", "Groß", "Jäger", "von der Heide", "Bäcker", "Straßer"}},
    {{"Zofia", "Łukasz", "Małgorzata", "Paweł", "Agnieszka", "Michał", "Grażyna", "Bogusław", "Świętosława", "Jędrzej"},
        {"Nowak-Lewandowska", "Wójcik", "Kowalczyk", "Żak", "Dąbrowska", "Śliwa", "Źródłowski", "Gołąb", "Pająk", "Ćwikła"}},
    {{"Ελένη", "Γιώργος", "Μαρία", "Νίκος", "Σοφία", "Κώστας", "Αθηνά", "Δημήτρης", "Ιωάννα", "Στέφανος"},
        {"Παπαδοπούλου", "Νικολάου", "Γεωργίου", "Οικονόμου", "Βασιλείου", "Ιωάννου", "Καραγιάννη", "Αλεξίου", "Δημητρίου", "Μακρή"}},
    {{"Иван", "Мария", "Георги", "Елена", "Петър", "Ивана", "Стефан", "Цветелина", "Димитър", "Йоана"},
        {"Георгиев", "Иванова", "Петров", "Димитрова", "Николов", "Стоянова", "Тодоров", "Ангелова", "Христов", "Щерева"}},
    {{"Giulia", "Niccolò", "Chiara", "Matteo", "Letizia", "Davide", "Noemi", "Tobia", "Fiamma", "Zaccaria"},
        {"D'Angelo", "Rossi", "Esposito", "Nicolò", "Dell'Orto", "Bianchi", "Forlì", "De Sanctis", "Lo Verdi", "Salò"}},
    {{"María José", "Íñigo", "Begoña", "Ángel", "Rocío", "Iñaki", "Montserrat", "Jesús", "Núria", "Óscar"},
        {"Núñez", "García Lorca", "Ibáñez", "Peña", "Güell", "Muñoz y Soto", "Ordóñez", "Zúñiga", "Vélez", "Alarcón"}},
    {{"Saoirse", "Pádraig", "Siobhán", "Caoimhe", "Oisín", "Gráinne", "Fionn", "Aoife", "Cillian", "Bríd"},
        {"Ní Bhriain", "Ó Súilleabháin", "Mac Cárthaigh", "Ó Dónaill", "Nic Gearailt", "Ó Murchú", "Ní Chonaill", "Mac Aodha", "Ó Sé",
            "de Búrca"}},
    {{"Björk", "Åsa", "Søren", "Øyvind", "Ælfrida", "Håkon", "Märta", "Þór", "Sigrún", "Kåre"},
        {"Åkesson", "Ødegård", "Sørensen", "Bjørnstad", "Þorláksdóttir", "Lindström", "Næss", "Guðmundsson", "Höglund", "Kjær"}},
    {{"Ștefan", "Ioana", "Smărăndița", "Mihăiță", "Ruxandra", "Dragoș", "Ileana", "Răzvan", "Crăița", "Horațiu"},
        {"Țurcanu", "Șerban", "Brâncuși", "Lăcustă", "Pârvu", "Ciobănescu", "Bălan", "Negruță", "Mureșan", "Stănescu"}},
    {{"Dušan", "Ludvík", "Řehoř", "Anežka", "Jiří", "Květoslava", "Čeněk", "Šárka", "Matěj", "Žofie"},
        {"Kováčová", "Dvořák", "Příhoda", "Šťastný", "Němcová", "Černý", "Ďurica", "Ľupták", "Hřebíček", "Žižka"}},
};

/* One well-mixed number after another (splitmix64 by Sebastiano Vigna, public domain algorithm). */
static uint64_t next_random(uint64_t *state)
{
    *state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = *state;
    z = (z ^ (z >> 30U)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27U)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31U);
}

static int pick(uint64_t *state, int count)
{
    return (int)(next_random(state) % (uint64_t)count);
}

/* Six students of ten have one card, three have two, one has three. */
static size_t card_count(int64_t index)
{
    const int64_t digit = index % 10;
    return digit == 9 ? 3 : digit % 3 == 1 ? 2 : 1;
}

/* Cards of all students before this one. */
static int64_t cards_before(int64_t index)
{
    int64_t count = index / 10 * 15;
    for (int64_t i = index - index % 10; i < index; i++) {
        count += (int64_t)card_count(i);
    }
    return count;
}

/* Numbers lie 7.919 seconds apart from 1 September 2015 on, long before any that the router makes itself. */
#define FIRST_NUMBER_MS INT64_C(1441065600000)
#define NUMBER_STEP_MS 7919

static enum rc invent_card(int64_t ordinal, int32_t today, const char *pic, uint64_t *state, struct invented_card *out, struct err *e)
{
    const uint64_t ticks = escn_ticks(FIRST_NUMBER_MS + ordinal % 40000000 * NUMBER_STEP_MS);
    const int64_t kind = ordinal % 10;
    out->type = (enum card_type)(ordinal % CARD_TYPE_COUNT);
    out->status = kind == 3 || kind == 7 ? CARD_INACTIVE : CARD_ACTIVE;
    if (kind == 5) {
        out->expires_day = today - 1 - pick(state, 700);
        out->issued_day = out->expires_day - 365 - pick(state, 700);
    } else {
        out->issued_day = today - pick(state, 1000);
        out->expires_day = today + 1 + pick(state, 1400);
    }
    out->processed = out->type == CARD_SMART_PASSIVE || out->type == CARD_SMART_PASSIVE_EMULATION;
    return escn_build(ticks, (unsigned)pick(state, 0x4000), 1, pic, &out->escn, e);
}

static void invent_name(uint64_t *state, char *out, size_t capacity)
{
    const struct names *const names = &languages[pick(state, (int)COUNT_OF(languages))];
    const char *const given = names->given[pick(state, 10)];
    (void)snprintf(out, capacity, "%s %s", given, names->family[pick(state, 10)]);
}

enum rc invent_student(int64_t index, int32_t today, const struct invented_home homes[2], struct invented_student *out, struct err *e)
{
    static const enum academic_level levels[] = {LEVEL_BACHELOR, LEVEL_MASTER, LEVEL_BACHELOR, LEVEL_DOCTORATE, LEVEL_MASTER, LEVEL_NONE};
    uint64_t state = (uint64_t)index + 1;
    const int64_t first_card = cards_before(index);
    memset(out, 0, sizeof *out);
    out->home = (int)(index % 2);
    out->visitor = index % 16 == 7;
    out->level = levels[index % (int64_t)COUNT_OF(levels)];
    const struct invented_home *const home = &homes[out->home];
    (void)snprintf(out->esi, sizeof out->esi, "urn:schac:personalUniqueCode:int:esi:%s:%07lld", home->domain, (long long)(1000000 + index));
    (void)snprintf(out->email, sizeof out->email, "s%07lld@%s", (long long)(1000000 + index), home->domain);
    invent_name(&state, out->name, sizeof out->name);
    out->card_count = card_count(index);
    for (size_t i = 0; i < out->card_count; i++) {
        if (invent_card(first_card + (int64_t)i, today, home->pic, &state, &out->cards[i], e) != RC_OK) {
            return err_set(e, RC_INTERNAL, "SE-0500", "", "an invented card number is bad");
        }
    }
    return RC_OK;
}
