from django.db import migrations


class Migration(migrations.Migration):
    """The unique index of logins finds their beginnings too: the server compares bytes."""

    dependencies = [("accounts", "0008_forgotten_words")]

    operations = [
        migrations.RunSQL(
            "DROP INDEX IF EXISTS accounts_user_username_6088629e_like",
            "CREATE INDEX IF NOT EXISTS accounts_user_username_6088629e_like"
            " ON accounts_user (username varchar_pattern_ops)",
        )
    ]
