from django.db import migrations


class Migration(migrations.Migration):
    """The question that everything recorded of a lesson asks first: was the lesson given?"""

    dependencies = [("schedule", "0001_initial")]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION schedule_lesson_takes_record(lesson bigint) RETURNS void
            LANGUAGE plpgsql AS $$
            DECLARE state text;
            BEGIN
                SELECT status INTO state FROM schedule_lesson WHERE id = lesson FOR SHARE;
                IF state NOT IN ('planned', 'held') THEN
                    RAISE EXCEPTION 'the lesson was not given: nothing is recorded of it'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            END $$
            """,
            "DROP FUNCTION schedule_lesson_takes_record(bigint)",
        )
    ]
