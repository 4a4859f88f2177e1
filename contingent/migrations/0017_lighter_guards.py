import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.dated
from common.dated import NewestFirst

DAYS = (common.dated.DateSpan(), "&&")


class Migration(migrations.Migration):
    """The same guards of people and their places, cheaper for a load of thousands."""

    dependencies = [
        ("accounts", "0008_forgotten_words"),
        ("contingent", "0016_natural_names_of_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="membership",
            name="group",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="contingent.studygroup",
            ),
        ),
        migrations.RemoveConstraint(model_name="membership", name="one_home_group"),
        migrations.RemoveConstraint(model_name="representative", name="representative_once"),
        migrations.RemoveConstraint(model_name="student", name="student_once"),
        migrations.AddConstraint(
            model_name="membership",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("group_kind", "home")),
                expressions=[(NewestFirst("student"), "="), DAYS],
                name="one_home_group",
            ),
        ),
        migrations.AddConstraint(
            model_name="representative",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[(NewestFirst("student"), "="), (NewestFirst("user"), "="), DAYS],
                name="representative_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="student",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[(NewestFirst("user"), "="), (NewestFirst("organization"), "="), DAYS],
                name="student_once",
            ),
        ),
    ]
