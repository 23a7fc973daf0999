using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Bifrost.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Budgets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "frozen",
                table: "virtual_keys",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "frozen_by_hand",
                table: "virtual_keys",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<TimeSpan>(
                name: "grace",
                table: "virtual_keys",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "max_concurrency",
                table: "virtual_keys",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "person",
                table: "virtual_keys",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "previous_hash",
                table: "virtual_keys",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "previous_until",
                table: "virtual_keys",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "charges",
                table: "usage_records",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "held_nanos",
                table: "usage_records",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "frozen",
                table: "teams",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "frozen_by_hand",
                table: "teams",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "max_concurrency",
                table: "teams",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "frozen",
                table: "providers",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "frozen_by_hand",
                table: "providers",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "max_concurrency",
                table: "providers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "last_budget_number",
                table: "installation",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<bool>(
                name: "frozen",
                table: "customers",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "frozen_by_hand",
                table: "customers",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "max_concurrency",
                table: "customers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "budget_leases",
                columns: table => new
                {
                    budget_number = table.Column<int>(type: "INTEGER", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: false),
                    window = table.Column<DateTime>(type: "TEXT", nullable: false),
                    node_id = table.Column<string>(type: "TEXT", nullable: false),
                    nanos = table.Column<long>(type: "INTEGER", nullable: false),
                    reserved_nanos = table.Column<long>(type: "INTEGER", nullable: false),
                    operation = table.Column<long>(type: "INTEGER", nullable: false),
                    grant_operation = table.Column<long>(type: "INTEGER", nullable: false),
                    granted_nanos = table.Column<long>(type: "INTEGER", nullable: false),
                    recalled = table.Column<long>(type: "INTEGER", nullable: false),
                    answered = table.Column<long>(type: "INTEGER", nullable: false),
                    renewed_at = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_budget_leases", x => new { x.budget_number, x.account, x.window, x.node_id });
                });

            migrationBuilder.CreateTable(
                name: "budget_spend",
                columns: table => new
                {
                    budget_number = table.Column<int>(type: "INTEGER", nullable: false),
                    account = table.Column<string>(type: "TEXT", nullable: false),
                    slot = table.Column<DateTime>(type: "TEXT", nullable: false),
                    posted_nanos = table.Column<long>(type: "INTEGER", nullable: false),
                    carried_nanos = table.Column<long>(type: "INTEGER", nullable: false),
                    forgiven_nanos = table.Column<long>(type: "INTEGER", nullable: false),
                    requests = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_budget_spend", x => new { x.budget_number, x.account, x.slot });
                });

            migrationBuilder.CreateTable(
                name: "budgets",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_kind = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    limit_nanos = table.Column<long>(type: "INTEGER", nullable: false),
                    period = table.Column<int>(type: "INTEGER", nullable: false),
                    time_zone = table.Column<string>(type: "TEXT", nullable: false),
                    rolling = table.Column<bool>(type: "INTEGER", nullable: false),
                    mode = table.Column<int>(type: "INTEGER", nullable: false),
                    thresholds = table.Column<string>(type: "TEXT", nullable: false),
                    output_cap = table.Column<bool>(type: "INTEGER", nullable: false),
                    raise_nanos = table.Column<long>(type: "INTEGER", nullable: false),
                    raised_until = table.Column<DateTime>(type: "TEXT", nullable: true),
                    raise_reason = table.Column<string>(type: "TEXT", nullable: true),
                    resets = table.Column<int>(type: "INTEGER", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_budgets", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "limit_subjects",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    pattern = table.Column<string>(type: "TEXT", nullable: false),
                    max_concurrency = table.Column<int>(type: "INTEGER", nullable: true),
                    frozen = table.Column<bool>(type: "INTEGER", nullable: false),
                    frozen_by_hand = table.Column<bool>(type: "INTEGER", nullable: false),
                    unpriced = table.Column<int>(type: "INTEGER", nullable: false),
                    unpriced_hold_nanos = table.Column<long>(type: "INTEGER", nullable: false),
                    from_file = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<DateTime>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_limit_subjects", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rate_limits",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    owner_kind = table.Column<int>(type: "INTEGER", nullable: false),
                    owner_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    metric = table.Column<int>(type: "INTEGER", nullable: false),
                    limit = table.Column<long>(type: "INTEGER", nullable: false),
                    period = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rate_limits", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_budgets_number",
                table: "budgets",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_budgets_owner_id_owner_kind",
                table: "budgets",
                columns: new[] { "owner_id", "owner_kind" });

            migrationBuilder.CreateIndex(
                name: "ix_limit_subjects_kind_pattern",
                table: "limit_subjects",
                columns: new[] { "kind", "pattern" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_rate_limits_owner_id_owner_kind",
                table: "rate_limits",
                columns: new[] { "owner_id", "owner_kind" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "budget_leases");

            migrationBuilder.DropTable(
                name: "budget_spend");

            migrationBuilder.DropTable(
                name: "budgets");

            migrationBuilder.DropTable(
                name: "limit_subjects");

            migrationBuilder.DropTable(
                name: "rate_limits");

            migrationBuilder.DropColumn(
                name: "frozen",
                table: "virtual_keys");

            migrationBuilder.DropColumn(
                name: "frozen_by_hand",
                table: "virtual_keys");

            migrationBuilder.DropColumn(
                name: "grace",
                table: "virtual_keys");

            migrationBuilder.DropColumn(
                name: "max_concurrency",
                table: "virtual_keys");

            migrationBuilder.DropColumn(
                name: "person",
                table: "virtual_keys");

            migrationBuilder.DropColumn(
                name: "previous_hash",
                table: "virtual_keys");

            migrationBuilder.DropColumn(
                name: "previous_until",
                table: "virtual_keys");

            migrationBuilder.DropColumn(
                name: "charges",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "held_nanos",
                table: "usage_records");

            migrationBuilder.DropColumn(
                name: "frozen",
                table: "teams");

            migrationBuilder.DropColumn(
                name: "frozen_by_hand",
                table: "teams");

            migrationBuilder.DropColumn(
                name: "max_concurrency",
                table: "teams");

            migrationBuilder.DropColumn(
                name: "frozen",
                table: "providers");

            migrationBuilder.DropColumn(
                name: "frozen_by_hand",
                table: "providers");

            migrationBuilder.DropColumn(
                name: "max_concurrency",
                table: "providers");

            migrationBuilder.DropColumn(
                name: "last_budget_number",
                table: "installation");

            migrationBuilder.DropColumn(
                name: "frozen",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "frozen_by_hand",
                table: "customers");

            migrationBuilder.DropColumn(
                name: "max_concurrency",
                table: "customers");
        }
    }
}
