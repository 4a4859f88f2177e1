from django.db import migrations


class Migration(migrations.Migration):
    """The date of birth goes from the student to the person: parents have one too."""

    dependencies = [
        ('accounts', '0002_answerable_appointments'),
        ('contingent', '0002_membership_of_kind'),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE accounts_user SET birth_date = s.birth_date FROM contingent_student s"
            " WHERE s.user_id = accounts_user.id AND s.birth_date IS NOT NULL",
            "UPDATE contingent_student SET birth_date = u.birth_date FROM accounts_user u"
            " WHERE u.id = contingent_student.user_id",
        ),
    ]
