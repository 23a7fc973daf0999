using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Bifrost.Migrations.Sqlite.Migrations
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
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "unserved",
                table: "usage_totals",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "held_nanos",
                table: "statements",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "unpriced",
                table: "statements",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "held_nanos",
                table: "statement_lines",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            // What stood in the exports already; their bytes are not touched.
            migrationBuilder.Sql("UPDATE statements SET unpriced = COALESCE((SELECT SUM(l.unpriced) FROM statement_lines l WHERE l.statement_id = statements.id), 0)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
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
