from django.db import migrations


class Migration(migrations.Migration):
    """A membership's copy of the group's kind is the group's kind."""

    dependencies = [("contingent", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE contingent_membership ADD CONSTRAINT membership_of_kind
                FOREIGN KEY (group_id, group_kind) REFERENCES contingent_studygroup (id, kind)
                ON UPDATE CASCADE
            """,
            "ALTER TABLE contingent_membership DROP CONSTRAINT membership_of_kind",
        )
    ]
