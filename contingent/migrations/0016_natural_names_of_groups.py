import django.contrib.postgres.indexes
from django.db import migrations, models

import common.sql


class Migration(migrations.Migration):
    dependencies = [("contingent", "0015_records_would_be_set_aside")]

    operations = [
        migrations.RemoveIndex(model_name="studygroup", name="group_sort_key_trgm"),
        # What a generated column is made of cannot be changed: it is made anew.
        migrations.RemoveField(model_name="studygroup", name="sort_key"),
        migrations.AddField(
            model_name="studygroup",
            name="sort_key",
            field=models.GeneratedField(
                db_persist=True, expression=common.sql.NaturalKey("name"), output_field=models.TextField()
            ),
        ),
        migrations.AddField(
            model_name="studygroup",
            name="search_key",
            field=models.GeneratedField(
                db_persist=True, expression=common.sql.SortKey("name"), output_field=models.TextField()
            ),
        ),
        migrations.AddIndex(
            model_name="studygroup",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("search_key", name="gin_trgm_ops"),
                name="group_search_key_trgm",
            ),
        ),
    ]
