import django.contrib.postgres.constraints
from django.db import migrations, models

import common.dated

KINDS = [
    ("college", "College programme"),
    ("school", "School level"),
    ("extracurricular", "Extracurricular activity"),
    ("additional", "Additional programme"),
]


class Migration(migrations.Migration):
    """A binding's copy of the curriculum's kind is the curriculum's kind; a group has one of each."""

    dependencies = [("curriculum", "0005_program_keys")]

    operations = [
        migrations.RemoveConstraint(model_name="curriculumbinding", name="one_curriculum"),
        migrations.AddField(
            model_name="curriculumbinding",
            name="kind",
            field=models.CharField(choices=KINDS, default="college", max_length=16, verbose_name="kind"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="historicalcurriculumbinding",
            name="kind",
            field=models.CharField(choices=KINDS, default="college", max_length=16, verbose_name="kind"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="curriculum",
            constraint=models.UniqueConstraint(fields=("id", "kind"), name="curriculum_of_kind"),
        ),
        migrations.AddConstraint(
            model_name="curriculumbinding",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (models.F("group"), "="),
                    (models.F("kind"), "="),
                    (common.dated.DateSpan(), "&&"),
                ],
                name="one_curriculum",
            ),
        ),
        migrations.RunSQL(
            """
            UPDATE curriculum_curriculumbinding b SET kind = c.kind
                FROM curriculum_curriculum c WHERE c.id = b.curriculum_id AND b.kind <> c.kind;
            ALTER TABLE curriculum_curriculumbinding ADD CONSTRAINT binding_of_kind
                FOREIGN KEY (curriculum_id, kind) REFERENCES curriculum_curriculum (id, kind)
                ON UPDATE CASCADE
            """,
            "ALTER TABLE curriculum_curriculumbinding DROP CONSTRAINT binding_of_kind",
        ),
    ]
