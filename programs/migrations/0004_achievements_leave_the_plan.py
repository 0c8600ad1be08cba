"""What quarters reported stands in rows of its own: its columns leave the plan."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0003_achievements_of_plans'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='actionplan',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='actionplan',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='actionplan',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='actionplan',
            name='programs_actionplan_achieved_q1_in_order',
        ),
        migrations.RemoveConstraint(
            model_name='actionplan',
            name='programs_actionplan_achieved_q2_in_order',
        ),
        migrations.RemoveConstraint(
            model_name='actionplan',
            name='programs_actionplan_achieved_q3_in_order',
        ),
        migrations.RemoveConstraint(
            model_name='actionplan',
            name='programs_actionplan_amounts_not_negative',
        ),
        migrations.RemoveField(
            model_name='actionplan',
            name='achieved_q1',
        ),
        migrations.RemoveField(
            model_name='actionplan',
            name='achieved_q2',
        ),
        migrations.RemoveField(
            model_name='actionplan',
            name='achieved_q3',
        ),
        migrations.RemoveField(
            model_name='actionplan',
            name='achieved_q4',
        ),
        migrations.RemoveField(
            model_name='actionplan',
            name='progress_note',
        ),
        # The row history keeps what it holds, so its columns stay in the database; they only leave
        # the model, and the one that was never blank may be blank from now on.
        migrations.RunSQL(
            "ALTER TABLE programs_actionplanevent ALTER COLUMN progress_note DROP NOT NULL",
            migrations.RunSQL.noop,
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name='actionplanevent',
                    name='achieved_q1',
                ),
                migrations.RemoveField(
                    model_name='actionplanevent',
                    name='achieved_q2',
                ),
                migrations.RemoveField(
                    model_name='actionplanevent',
                    name='achieved_q3',
                ),
                migrations.RemoveField(
                    model_name='actionplanevent',
                    name='achieved_q4',
                ),
                migrations.RemoveField(
                    model_name='actionplanevent',
                    name='progress_note',
                ),
            ],
        ),
        migrations.AddField(
            model_name='actionplan',
            name='method',
            field=models.CharField(choices=[('last', 'Posisi terakhir: tiap triwulan melaporkan angka sejak Januari'), ('sum', 'Jumlah: tiap triwulan melaporkan hasilnya sendiri, lalu dijumlahkan'), ('average', 'Rata-rata: tiap triwulan melaporkan hasilnya sendiri, lalu dirata-ratakan')], default='last', help_text='Menentukan arti angka setiap triwulan; totalnya dihitung, tidak diketik.', max_length=7, verbose_name='cara menghitung capaian'),
        ),
        migrations.AddField(
            model_name='actionplanevent',
            name='method',
            field=models.CharField(choices=[('last', 'Posisi terakhir: tiap triwulan melaporkan angka sejak Januari'), ('sum', 'Jumlah: tiap triwulan melaporkan hasilnya sendiri, lalu dijumlahkan'), ('average', 'Rata-rata: tiap triwulan melaporkan hasilnya sendiri, lalu dirata-ratakan')], default='last', help_text='Menentukan arti angka setiap triwulan; totalnya dihitung, tidak diketik.', max_length=7, verbose_name='cara menghitung capaian'),
        ),
        migrations.AddConstraint(
            model_name='actionplan',
            constraint=models.CheckConstraint(condition=models.Q(('method__in', ['last', 'sum', 'average'])), name='programs_actionplan_method_known'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actionplan',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programs_actionplanevent" ("approved_at", "approved_by_id", "approved_snapshot_id", "area_id", "created_at", "created_by_id", "id", "indicator", "is_sample", "method", "objective", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reopen_reason", "reopened_at", "reopened_by_id", "return_reason", "returned_at", "returned_by_id", "status", "submitted_at", "submitted_by_id", "submitted_hands", "submitted_snapshot_id", "target_q1", "target_q2", "target_q3", "target_q4", "title", "token", "unit_id", "unit_of_measure", "version", "year") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."approved_snapshot_id", NEW."area_id", NEW."created_at", NEW."created_by_id", NEW."id", NEW."indicator", NEW."is_sample", NEW."method", NEW."objective", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reopen_reason", NEW."reopened_at", NEW."reopened_by_id", NEW."return_reason", NEW."returned_at", NEW."returned_by_id", NEW."status", NEW."submitted_at", NEW."submitted_by_id", NEW."submitted_hands", NEW."submitted_snapshot_id", NEW."target_q1", NEW."target_q2", NEW."target_q3", NEW."target_q4", NEW."title", NEW."token", NEW."unit_id", NEW."unit_of_measure", NEW."version", NEW."year"); RETURN NULL;', hash='1ed05d21da5514088f70102ccc442748f050a306', operation='INSERT', pgid='pgtrigger_insert_insert_d0e2f', table='programs_actionplan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actionplan',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."approved_at" IS DISTINCT FROM (NEW."approved_at") OR OLD."approved_by_id" IS DISTINCT FROM (NEW."approved_by_id") OR OLD."approved_snapshot_id" IS DISTINCT FROM (NEW."approved_snapshot_id") OR OLD."area_id" IS DISTINCT FROM (NEW."area_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."indicator" IS DISTINCT FROM (NEW."indicator") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."method" IS DISTINCT FROM (NEW."method") OR OLD."objective" IS DISTINCT FROM (NEW."objective") OR OLD."reopen_reason" IS DISTINCT FROM (NEW."reopen_reason") OR OLD."reopened_at" IS DISTINCT FROM (NEW."reopened_at") OR OLD."reopened_by_id" IS DISTINCT FROM (NEW."reopened_by_id") OR OLD."return_reason" IS DISTINCT FROM (NEW."return_reason") OR OLD."returned_at" IS DISTINCT FROM (NEW."returned_at") OR OLD."returned_by_id" IS DISTINCT FROM (NEW."returned_by_id") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."submitted_by_id" IS DISTINCT FROM (NEW."submitted_by_id") OR OLD."submitted_hands" IS DISTINCT FROM (NEW."submitted_hands") OR OLD."submitted_snapshot_id" IS DISTINCT FROM (NEW."submitted_snapshot_id") OR OLD."target_q1" IS DISTINCT FROM (NEW."target_q1") OR OLD."target_q2" IS DISTINCT FROM (NEW."target_q2") OR OLD."target_q3" IS DISTINCT FROM (NEW."target_q3") OR OLD."target_q4" IS DISTINCT FROM (NEW."target_q4") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."token" IS DISTINCT FROM (NEW."token") OR OLD."unit_id" IS DISTINCT FROM (NEW."unit_id") OR OLD."unit_of_measure" IS DISTINCT FROM (NEW."unit_of_measure") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func='INSERT INTO "programs_actionplanevent" ("approved_at", "approved_by_id", "approved_snapshot_id", "area_id", "created_at", "created_by_id", "id", "indicator", "is_sample", "method", "objective", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reopen_reason", "reopened_at", "reopened_by_id", "return_reason", "returned_at", "returned_by_id", "status", "submitted_at", "submitted_by_id", "submitted_hands", "submitted_snapshot_id", "target_q1", "target_q2", "target_q3", "target_q4", "title", "token", "unit_id", "unit_of_measure", "version", "year") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."approved_snapshot_id", NEW."area_id", NEW."created_at", NEW."created_by_id", NEW."id", NEW."indicator", NEW."is_sample", NEW."method", NEW."objective", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reopen_reason", NEW."reopened_at", NEW."reopened_by_id", NEW."return_reason", NEW."returned_at", NEW."returned_by_id", NEW."status", NEW."submitted_at", NEW."submitted_by_id", NEW."submitted_hands", NEW."submitted_snapshot_id", NEW."target_q1", NEW."target_q2", NEW."target_q3", NEW."target_q4", NEW."title", NEW."token", NEW."unit_id", NEW."unit_of_measure", NEW."version", NEW."year"); RETURN NULL;', hash='40beaee939d4e1bb6c1fdc96941f48d89f1b4636', operation='UPDATE', pgid='pgtrigger_update_update_6ea40', table='programs_actionplan', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='actionplan',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "programs_actionplanevent" ("approved_at", "approved_by_id", "approved_snapshot_id", "area_id", "created_at", "created_by_id", "id", "indicator", "is_sample", "method", "objective", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reopen_reason", "reopened_at", "reopened_by_id", "return_reason", "returned_at", "returned_by_id", "status", "submitted_at", "submitted_by_id", "submitted_hands", "submitted_snapshot_id", "target_q1", "target_q2", "target_q3", "target_q4", "title", "token", "unit_id", "unit_of_measure", "version", "year") VALUES (OLD."approved_at", OLD."approved_by_id", OLD."approved_snapshot_id", OLD."area_id", OLD."created_at", OLD."created_by_id", OLD."id", OLD."indicator", OLD."is_sample", OLD."method", OLD."objective", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reopen_reason", OLD."reopened_at", OLD."reopened_by_id", OLD."return_reason", OLD."returned_at", OLD."returned_by_id", OLD."status", OLD."submitted_at", OLD."submitted_by_id", OLD."submitted_hands", OLD."submitted_snapshot_id", OLD."target_q1", OLD."target_q2", OLD."target_q3", OLD."target_q4", OLD."title", OLD."token", OLD."unit_id", OLD."unit_of_measure", OLD."version", OLD."year"); RETURN NULL;', hash='03717e40942885fc4028385cd1605bb06cec4cb1', operation='DELETE', pgid='pgtrigger_delete_delete_d7896', table='programs_actionplan', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='actionplan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('target_q1__isnull', True), ('target_q1__gte', 0), _connector='OR'), models.Q(('target_q2__isnull', True), ('target_q2__gte', 0), _connector='OR'), models.Q(('target_q3__isnull', True), ('target_q3__gte', 0), _connector='OR'), models.Q(('target_q4__isnull', True), ('target_q4__gte', 0), _connector='OR')), name='programs_actionplan_amounts_not_negative'),
        ),
    ]
