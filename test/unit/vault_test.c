/*
 * The vault: what one key file made another does not open, but for what was handed down.
 */
#include "unit.h"

#include "base/secret/secret.h"

#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[] = "/tmp/perq-vault-XXXXXX";

static Vault
new_vault(void)
{
    Vault vault;

    unlink(path);
    assert_int_equal(vault_create(path, &vault), VAULT_OK);
    return vault;
}

static Digest
lasting(const Vault *vault)
{
    return vault_lasting_digest(vault, "purpose", "text", 4);
}

static Digest
current(const Vault *vault)
{
    return vault_digest(vault, "purpose", "text", 4);
}

static void
assert_same(Digest one, Digest other)
{
    assert_memory_equal(&one, &other, sizeof(one));
}

static void
assert_other(Digest one, Digest other)
{
    assert_memory_not_equal(&one, &other, sizeof(one));
}

static void
a_key_file_gives_the_same_vault_each_time_it_is_read(void **state)
{
    Vault made = new_vault(), read;
    char one[FINGERPRINT_SIZE], other[FINGERPRINT_SIZE];

    (void)state;
    assert_int_equal(vault_open(path, &read), VAULT_OK);
    vault_fingerprint(&made, one);
    vault_fingerprint(&read, other);
    assert_string_equal(one, other);
    assert_same(current(&made), current(&read));
    vault_close(&made);
    vault_close(&read);
    vault_close(&read);
}

static void
a_key_file_that_others_can_read_is_refused(void **state)
{
    Vault vault = new_vault();

    (void)state;
    vault_close(&vault);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(vault_open(path, &vault), VAULT_UNREADABLE);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(truncate(path, 40), 0);
    assert_int_equal(vault_open(path, &vault), VAULT_WRONG);
    assert_int_equal(vault_create(path, &vault), VAULT_UNREADABLE);
    unlink(path);
    assert_int_equal(vault_open(path, &vault), VAULT_ABSENT);
}

static void
what_is_sealed_opens_under_its_label_and_key_file_only(void **state)
{
    Vault vault = new_vault(), other = new_vault();
    Digest label = current(&vault), wrong = current(&other);
    uint8_t sealed[5 + SEAL_OVERHEAD];
    char text[5];

    (void)state;
    vault_seal(&vault, &label, "text", 5, sealed);
    assert_true(vault_unseal(&vault, &label, sealed, sizeof(sealed), text));
    assert_string_equal(text, "text");
    assert_false(vault_unseal(&vault, &wrong, sealed, sizeof(sealed), text));
    assert_false(vault_unseal(&other, &label, sealed, sizeof(sealed), text));
    assert_false(vault_unseal(&vault, &label, sealed, SEAL_OVERHEAD - 1, text));
    vault_close(&vault);
    vault_close(&other);
}

static void
a_file_has_another_digest_once_a_byte_of_it_changed(void **state)
{
    Vault vault = new_vault(), other = new_vault();
    Hash whole, again, part, changed, others;
    int file = open(path, O_RDWR | O_CLOEXEC);

    (void)state;
    assert_true(vault_digest_file(&vault, file, 40, "text", &whole));
    assert_true(vault_digest_file(&vault, file, 40, "text", &again));
    assert_true(vault_digest_file(&vault, file, 39, "text", &part));
    assert_true(vault_digest_file(&other, file, 40, "text", &others));
    assert_int_equal(pwrite(file, "x", 1, 20), 1);
    assert_true(vault_digest_file(&vault, file, 40, "text", &changed));
    assert_false(vault_digest_file(&vault, file, 4000, "text", &changed));
    assert_memory_equal(&whole, &again, sizeof(whole));
    assert_memory_not_equal(&whole, &part, sizeof(whole));
    assert_memory_not_equal(&whole, &others, sizeof(whole));
    assert_memory_not_equal(&whole, &changed, sizeof(whole));
    close(file);
    vault_close(&vault);
    vault_close(&other);
}

static void
what_is_handed_down_makes_the_digests_of_all_key_files_before(void **state)
{
    Vault first = new_vault(), second = new_vault(), third = new_vault();
    char heritage[HERITAGE_SIZE];

    (void)state;
    assert_same(lasting(&first), current(&first));
    assert_true(vault_hand_down(&first, &second, heritage));
    assert_false(vault_take_over(&third, heritage));
    assert_false(vault_take_over(&first, heritage));
    assert_true(vault_take_over(&second, heritage));
    assert_true(vault_hand_down(&second, &third, heritage));
    assert_true(vault_take_over(&third, heritage));

    assert_int_equal(vault_earlier_count(&third), 2);
    assert_same(vault_digest_earlier(&third, 0, "purpose", "text", 4), current(&second));
    assert_same(vault_digest_earlier(&third, 1, "purpose", "text", 4), current(&first));
    assert_same(lasting(&second), current(&first));
    assert_same(lasting(&third), current(&first));
    assert_other(current(&third), current(&second));
    heritage[10] = heritage[10] == '0' ? '1' : '0';
    assert_false(vault_take_over(&third, heritage));
    assert_false(vault_take_over(&third, ""));
    assert_false(vault_take_over(&third, "no digits"));
    assert_int_equal(vault_earlier_count(&third), 2);
    vault_close(&first);
    vault_close(&second);
    vault_close(&third);
}

static void
there_is_an_end_to_what_can_be_handed_down(void **state)
{
    Vault vault = new_vault();
    char heritage[HERITAGE_SIZE];

    (void)state;
    for (int i = 0; i < EARLIER_KEYS_MAX; i++) {
        Vault next = new_vault();
        assert_true(vault_hand_down(&vault, &next, heritage));
        assert_true(vault_take_over(&next, heritage));
        vault_close(&vault);
        vault = next;
    }
    assert_int_equal(vault_earlier_count(&vault), EARLIER_KEYS_MAX);
    assert_false(vault_hand_down(&vault, &vault, heritage));
    vault_close(&vault);
}

static void
a_process_leaves_no_core_file_unless_it_was_built_to(void **state)
{
    (void)state;
    assert_int_equal(prctl(PR_GET_DUMPABLE), PERQ_CORES);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_file_gives_the_same_vault_each_time_it_is_read),
        cmocka_unit_test(a_key_file_that_others_can_read_is_refused),
        cmocka_unit_test(what_is_sealed_opens_under_its_label_and_key_file_only),
        cmocka_unit_test(a_file_has_another_digest_once_a_byte_of_it_changed),
        cmocka_unit_test(what_is_handed_down_makes_the_digests_of_all_key_files_before),
        cmocka_unit_test(there_is_an_end_to_what_can_be_handed_down),
        cmocka_unit_test(a_process_leaves_no_core_file_unless_it_was_built_to),
    };

    vault_start();
    close(mkstemp(path));
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
