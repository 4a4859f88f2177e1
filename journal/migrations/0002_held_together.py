from django.db import migrations


class Migration(migrations.Migration):
    """Mark, work and grade share one scale; a work's lesson is of its course; a lesson of which
    something is recorded stays given."""

    dependencies = [("journal", "0001_initial"), ("schedule", "0002_takes_record")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE journal_mark ADD CONSTRAINT mark_in_scale_of_work
                FOREIGN KEY (work_id, scale_id) REFERENCES journal_work (id, scale_id);
            ALTER TABLE journal_mark ADD CONSTRAINT mark_in_scale_of_grade
                FOREIGN KEY (grade_id, scale_id) REFERENCES journal_scalegrade (id, scale_id);
            ALTER TABLE journal_work ADD CONSTRAINT work_of_course_of_lesson
                FOREIGN KEY (lesson_id, course_id) REFERENCES schedule_lesson (id, course_id);

            CREATE FUNCTION journal_lesson_stays_given() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NEW.status NOT IN ('planned', 'held') AND (
                    EXISTS (SELECT 1 FROM journal_lessonrecord WHERE lesson_id = NEW.id)
                    OR EXISTS (SELECT 1 FROM journal_attendance WHERE lesson_id = NEW.id)
                    OR EXISTS (SELECT 1 FROM journal_work WHERE lesson_id = NEW.id)
                ) THEN
                    RAISE EXCEPTION 'the lesson has records: it cannot be taken back'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER journal_lesson_stays_given BEFORE UPDATE OF status ON schedule_lesson
                FOR EACH ROW EXECUTE FUNCTION journal_lesson_stays_given();
            """,
            """
            DROP TRIGGER journal_lesson_stays_given ON schedule_lesson;
            DROP FUNCTION journal_lesson_stays_given();
            ALTER TABLE journal_work DROP CONSTRAINT work_of_course_of_lesson;
            ALTER TABLE journal_mark DROP CONSTRAINT mark_in_scale_of_grade;
            ALTER TABLE journal_mark DROP CONSTRAINT mark_in_scale_of_work;
            """,
        )
    ]
