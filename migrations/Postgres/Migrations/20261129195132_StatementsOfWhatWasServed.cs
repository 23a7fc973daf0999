using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Bifrost.Migrations.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class StatementsOfWhatWasServed : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "held_nanos",
                table: "usage_totals",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "unserved",
                table: "usage_totals",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "held_nanos",
                table: "statements",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "unpriced",
                table: "statements",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "held_nanos",
                table: "statement_lines",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            // What stood in the exports already; their bytes are not touched.
            migrationBuilder.Sql("UPDATE statements SET unpriced = COALESCE((SELECT SUM(l.unpriced) FROM statement_lines l WHERE l.statement_id = statements.id), 0)");

            // A month of totals lies together on the disk: a few pages of index spare reading all of them. Not in the model, since
            // SQLite has no such index and needs none.
            migrationBuilder.Sql("CREATE INDEX ix_usage_totals_hour_brin ON usage_totals USING brin (hour) WITH (autosummarize = on)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP INDEX ix_usage_totals_hour_brin");

            migrationBuilder.DropColumn(
                name: "held_nanos",
                table: "usage_totals");

            migrationBuilder.DropColumn(
                name: "unserved",
                table: "usage_totals");

            migrationBuilder.DropColumn(
                name: "held_nanos",
                table: "statements");

            migrationBuilder.DropColumn(
                name: "unpriced",
                table: "statements");

            migrationBuilder.DropColumn(
                name: "held_nanos",
                table: "statement_lines");
        }
    }
}
